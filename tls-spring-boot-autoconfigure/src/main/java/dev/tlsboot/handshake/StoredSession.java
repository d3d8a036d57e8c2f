package dev.tlsboot.handshake;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.SessionHandover;
import dev.tlsboot.engine.SessionOptions;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.session.SessionBinding;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has to do with the session store: the session it asks for, and the
 * one it makes. The store sees a new session only when the client has been let in.
 * Belongs to the connection's event loop.
 */
final class StoredSession implements SessionHandover {

	private final SharedSessions sessions;

	private final String idContext;

	private final Duration timeout;

	private final @Nullable String servername;

	// in hexadecimal digits, or null for none
	private final @Nullable String asked;

	private @Nullable CompletableFuture<Optional<byte[]>> answer;

	private @Nullable Created created;

	private StoredSession(SharedSessions sessions, SessionOptions options, ClientHello hello, boolean speaksTls13) {
		this.sessions = sessions;
		this.idContext = Objects.requireNonNullElse(options.idContext(), "");
		this.timeout = options.timeout();
		this.servername = hello.servername();
		this.asked = hello.asksForSession(speaksTls13) ? HexFormat.of().formatHex(hello.sessionId()) : null;
	}

	/**
	 * Return what a client's connection has to do with the store.
	 * @return empty if there is no store
	 */
	static Optional<StoredSession> of(SecureContext context, ClientHello hello) {
		return context.sharedSessions()
			.map((sessions) -> new StoredSession(sessions, context.sessions(), hello, context.speaks("TLSv1.3")));
	}

	/**
	 * Find the session that the client asks for, if it does.
	 * @return completes, on any thread, when it is known what there is, or with a
	 * {@link TlsHandshakeException}
	 */
	CompletionStage<StoredSession> find() {
		if (this.asked == null) {
			return CompletableFuture.completedFuture(this);
		}
		this.answer = this.sessions.find(binding(this.asked)).toCompletableFuture();
		return this.answer.handle((found, error) -> {
			if (error != null) {
				Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause()
						: error;
				throw new TlsHandshakeException(FailureReason.SESSION_STORE, "The session store failed: " + cause,
						cause);
			}
			return this;
		});
	}

	private SessionBinding binding(String id) {
		return new SessionBinding(this.idContext, this.servername, id);
	}

	/**
	 * Return whether the store has not answered yet.
	 */
	boolean isAwaited() {
		return this.answer != null && !this.answer.isDone();
	}

	@Override
	public byte @Nullable [] found() {
		return (this.answer != null) ? this.answer.join().orElse(null) : null;
	}

	@Override
	public void created(byte[] id, byte[] session) {
		this.created = new Created(HexFormat.of().formatHex(id), session.clone());
	}

	/**
	 * The client has been let in.
	 */
	void secured(CleartextStream stream, ConnectionSettings settings, Executor eventLoop) {
		if (this.asked != null) {
			settings.observer()
				.sessionLookedUp(settings.endpoint(), this.asked,
						stream.resumed() ? ResumptionOutcome.HIT : ResumptionOutcome.MISS, stream);
		}
		if (this.created != null) {
			store(this.created, stream, settings, eventLoop);
			this.created = null;
		}
		this.answer = null;
	}

	private void store(Created created, CleartextStream stream, ConnectionSettings settings, Executor eventLoop) {
		byte[] sealed = this.sessions.seal(binding(created.id), created.session, this.timeout).orElse(null);
		if (sealed == null) {
			return;
		}
		settings.observer().sessionCreated(settings.endpoint(), created.id, sealed, stream);
		this.sessions.put(created.id, sealed, this.timeout).whenComplete((done, error) -> {
			if (error != null) {
				eventLoop.execute(() -> settings.observer().sessionNotStored(settings.endpoint(), created.id, error));
			}
		});
	}

	/**
	 * The handshake has failed, or the client was refused.
	 */
	void failed(TlsHandshakeException failure, ConnectionSettings settings) {
		if (this.asked != null) {
			ResumptionOutcome outcome = (failure.reason() == FailureReason.SESSION_STORE) ? ResumptionOutcome.ERROR
					: ResumptionOutcome.MISS;
			settings.observer().sessionLookedUp(settings.endpoint(), this.asked, outcome, failure);
		}
	}

	private record Created(String id, byte[] session) {

	}

}
