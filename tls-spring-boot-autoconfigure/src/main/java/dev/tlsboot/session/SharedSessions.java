package dev.tlsboot.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions in a store, as servers put them in and take them out: sealed, bound to
 * what they belong to, no older than they may be, and of a bounded size. One for all
 * contexts that share a store. Safe for use by several threads.
 */
public final class SharedSessions {

	/**
	 * The size of the largest session that is stored, in bytes. It holds the client's
	 * certificates.
	 */
	static final int MAXIMUM_LENGTH = 16 * 1024;

	/**
	 * How many sessions may be on their way to the store. Above it, it is too slow to be
	 * of use.
	 */
	static final int MAXIMUM_UNDER_WAY = 1024;

	// what the seals add, with room
	private static final int MAXIMUM_SEALED_LENGTH = MAXIMUM_LENGTH + 64;

	private static final Logger logger = LoggerFactory.getLogger(SharedSessions.class);

	private final TlsSessionStore store;

	private final SessionSeal seal;

	private final InstantSource clock;

	private final OccasionalLog log = new OccasionalLog(logger);

	private final Semaphore places = new Semaphore(MAXIMUM_UNDER_WAY);

	// a client may be back before its session is in the store
	private final Map<String, byte[]> underWay = new ConcurrentHashMap<>();

	/**
	 * Create sessions in a store.
	 * @param store the store
	 * @param keys what the sessions are sealed with: the first seals, all open; empty for
	 * a store that is as safe as this process, which gets them in clear
	 */
	public SharedSessions(TlsSessionStore store, List<SealingKey> keys) {
		this(store, keys, InstantSource.system());
	}

	SharedSessions(TlsSessionStore store, List<SealingKey> keys, InstantSource clock) {
		this.store = store;
		this.seal = keys.isEmpty() ? new NoSeal() : new AesGcmSeal(keys);
		this.clock = clock;
	}

	/**
	 * Seal a session for the store.
	 * @param binding what it belongs to
	 * @param session the session, as the engine made it
	 * @param timeout how long it may be resumed
	 * @return what {@link #put} takes, or empty if the session is too large to be stored
	 */
	public Optional<byte[]> seal(SessionBinding binding, byte[] session, Duration timeout) {
		if (session.length > MAXIMUM_LENGTH) {
			logger.debug("A session of {} bytes is not stored", session.length);
			return Optional.empty();
		}
		byte[] content = ByteBuffer.allocate(Long.BYTES + session.length)
			.putLong(this.clock.millis() + timeout.toMillis())
			.put(session)
			.array();
		return Optional.of(this.seal.close(content, binding.bytes()));
	}

	/**
	 * Put a sealed session into the store.
	 * @param id the session id
	 * @param sealed the session, sealed
	 * @param timeout how long it may be resumed
	 * @return completes, on any thread, when the store has it, or with an error, which
	 * has been logged
	 */
	public CompletionStage<Void> put(String id, byte[] sealed, Duration timeout) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		if (!this.places.tryAcquire()) {
			IllegalStateException error = new IllegalStateException(
					MAXIMUM_UNDER_WAY + " sessions are on their way to the session store already");
			this.log.warn("A session was not stored", error);
			result.completeExceptionally(error);
			return result;
		}
		this.underWay.put(id, sealed);
		ask(() -> this.store.put(id, sealed, timeout)).whenComplete((done, error) -> {
			this.underWay.remove(id, sealed);
			this.places.release();
			if (error != null) {
				this.log.warn("A session was not stored", error);
				result.completeExceptionally(error);
			}
			else {
				result.complete(null);
			}
		});
		return result;
	}

	/**
	 * Find a session.
	 * @param binding what it has to belong to
	 * @return completes, on any thread, with the session as the engine made it, or empty
	 * if there is none that may be resumed, or with the error of the store
	 */
	public CompletionStage<Optional<byte[]>> find(SessionBinding binding) {
		byte[] waiting = this.underWay.get(binding.id());
		if (waiting != null) {
			return CompletableFuture.completedFuture(open(binding, waiting));
		}
		return ask(() -> this.store.get(binding.id())).handle((found, error) -> {
			if (error != null) {
				this.log.warn("The session store was asked in vain", error);
				throw (error instanceof RuntimeException ex) ? ex : new IllegalStateException(error);
			}
			return (found != null) ? found.flatMap((sealed) -> open(binding, sealed)) : Optional.empty();
		});
	}

	/**
	 * Stores are other people's: what one throws is an answer too.
	 */
	private static <T> CompletableFuture<T> ask(Supplier<@Nullable CompletionStage<T>> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		try {
			CompletionStage<T> stage = question.get();
			if (stage == null) {
				throw new IllegalStateException("The session store returned no stage");
			}
			stage.whenComplete((result, error) -> {
				if (error != null) {
					answer.completeExceptionally(error);
				}
				else {
					answer.complete(result);
				}
			});
		}
		catch (Throwable ex) {
			answer.completeExceptionally(ex);
		}
		return answer;
	}

	/**
	 * What does not open was never there, as far as a client is concerned.
	 */
	private Optional<byte[]> open(SessionBinding binding, byte[] sealed) {
		if (sealed.length > MAXIMUM_SEALED_LENGTH) {
			return Optional.empty();
		}
		return this.seal.open(sealed, binding.bytes())
			.filter((content) -> content.length >= Long.BYTES)
			.map(ByteBuffer::wrap)
			.filter((content) -> this.clock.millis() < content.getLong())
			.map((content) -> {
				byte[] session = new byte[content.remaining()];
				content.get(session);
				return session;
			});
	}

}
