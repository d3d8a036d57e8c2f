package dev.tlsboot.autoconfigure.session;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import dev.tlsboot.session.TlsSessionStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * Keeps sessions in a cache of the application, as Base64 text, which every cache can
 * hold however it serialises. Caches may block, so each is called on other threads. When
 * these have too much to do, sessions are not stored, and those asked for count as not
 * found: a cache that is slow costs full handshakes, not connections.
 */
class CacheSessionStore implements TlsSessionStore {

	private static final Logger logger = LoggerFactory.getLogger(CacheSessionStore.class);

	private final Cache cache;

	private final Executor threads;

	// whether the cache answers without keeping a thread waiting
	private volatile boolean retrieves = true;

	/**
	 * Create a store.
	 * @param cache the cache
	 * @param threads where it is called; refuses what is too much
	 */
	CacheSessionStore(Cache cache, Executor threads) {
		this.cache = cache;
		this.threads = threads;
	}

	@Override
	public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
		String value = Base64.getEncoder().encodeToString(session);
		return CompletableFuture.runAsync(() -> this.cache.put(id, value), this.threads);
	}

	@Override
	public CompletionStage<Optional<byte[]>> get(String id) {
		try {
			return CompletableFuture.supplyAsync(() -> find(id), this.threads)
				.thenCompose(Function.identity())
				.thenApply(CacheSessionStore::decode);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The cache is too slow to be asked", ex);
			return CompletableFuture.completedFuture(Optional.empty());
		}
	}

	private CompletableFuture<?> find(String id) {
		if (this.retrieves) {
			try {
				CompletableFuture<?> found = this.cache.retrieve(id);
				return (found != null) ? found : CompletableFuture.completedFuture(null);
			}
			catch (UnsupportedOperationException | IllegalStateException ex) {
				logger.debug("The cache blocks while it is asked", ex);
				this.retrieves = false;
			}
		}
		return CompletableFuture.completedFuture(this.cache.get(id));
	}

	/**
	 * What is no text of ours is none of our sessions.
	 */
	private static Optional<byte[]> decode(@Nullable Object found) {
		Object value = (found instanceof ValueWrapper wrapper) ? wrapper.get() : found;
		if (!(value instanceof String text)) {
			return Optional.empty();
		}
		try {
			return Optional.of(Base64.getDecoder().decode(text));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
