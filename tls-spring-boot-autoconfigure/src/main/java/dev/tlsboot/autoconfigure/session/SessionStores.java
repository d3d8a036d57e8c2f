package dev.tlsboot.autoconfigure.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.session.SealingKey;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TicketKeyRing;
import dev.tlsboot.session.TlsSessionStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.support.NoOpCache;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.StringUtils;

/**
 * Makes session stores of what properties name: the store bean or cache of the
 * application, and keys. Its errors name options without their prefix. Safe for use by
 * several threads.
 */
public class SessionStores implements DisposableBean {

	/**
	 * The cache that is used unless another is named.
	 */
	public static final String DEFAULT_CACHE_NAME = "tls-sessions";

	private static final Logger logger = LoggerFactory.getLogger(SessionStores.class);

	private static final int THREADS = 16;

	private static final long THREAD_KEEP_ALIVE_SECONDS = 10;

	// what may be asked of a cache at a time, or wait for it
	private static final int MAXIMUM_TASKS = 1024;

	private final ObjectProvider<CacheManager> cacheManagers;

	private final boolean virtualThreads;

	private @Nullable Executor executor;

	private final Map<Settings, SharedSessions> sessions = new HashMap<>();

	private final Map<Ring, TicketKeyRing> ticketKeys = new HashMap<>();

	/**
	 * Create a maker of stores.
	 * @param cacheManagers the cache managers of the application
	 * @param virtualThreads whether caches are called on virtual threads
	 */
	public SessionStores(ObjectProvider<CacheManager> cacheManagers, boolean virtualThreads) {
		this.cacheManagers = cacheManagers;
		this.virtualThreads = virtualThreads;
	}

	/**
	 * Return the sessions in a store of the application, the same for the same store and
	 * keys.
	 * @param store the store
	 * @param encryptionKeys keys in Base64; none for a store that gets them in clear
	 * @return the sessions
	 * @throws TlsConfigurationException if a key is none
	 */
	public synchronized SharedSessions bean(TlsSessionStore store, List<String> encryptionKeys) {
		return this.sessions.computeIfAbsent(new Settings(store, encryptionKeys), (settings) -> {
			List<SealingKey> keys = keys(encryptionKeys);
			if (keys.isEmpty()) {
				logger.info("TLS sessions are stored without a seal: session.encryption-key is not set");
			}
			return new SharedSessions(store, keys);
		});
	}

	/**
	 * Return the sessions in a cache of the application, the same for the same cache and
	 * keys.
	 * @param cacheName the name of the cache, or {@code null} for
	 * {@link #DEFAULT_CACHE_NAME}
	 * @param encryptionKeys keys in Base64
	 * @return the sessions
	 * @throws TlsConfigurationException if there is no such cache, or no key, or a key is
	 * none
	 */
	public synchronized SharedSessions cache(@Nullable String cacheName, List<String> encryptionKeys) {
		List<SealingKey> keys = keys(encryptionKeys);
		if (keys.isEmpty()) {
			throw new TlsConfigurationException("session.encryption-key", null,
					"It is missing, and what is in a cache others can read.",
					"Set a key of 32 random bytes in Base64, as 'openssl rand -base64 32' makes one.", null);
		}
		String name = StringUtils.hasText(cacheName) ? cacheName : DEFAULT_CACHE_NAME;
		return this.sessions.computeIfAbsent(new Settings(name, encryptionKeys),
				(settings) -> new SharedSessions(new CacheSessionStore(cache(name), executor()), keys));
	}

	/**
	 * Return the keys for session tickets in a store, the same for the same store and
	 * scope. The store has been asked for them.
	 * @param store the store
	 * @param scope what the servers have in common that share keys
	 * @param timeout how long a session may be resumed
	 * @return the keys
	 */
	public synchronized TicketKeyRing ticketKeys(SharedSessions store, String scope, Duration timeout) {
		return this.ticketKeys.computeIfAbsent(new Ring(store, scope, timeout), (ring) -> {
			TicketKeyRing ticketKeys = new TicketKeyRing(store, scope, timeout);
			ticketKeys.start();
			return ticketKeys;
		});
	}

	private Cache cache(String name) {
		Cache cache = cacheManager().getCache(name);
		if (cache == null) {
			throw new TlsConfigurationException("session.cache-name", name,
					"The application's CacheManager has no such cache.",
					"Use one of " + cacheManager().getCacheNames() + ", or configure the cache.", null);
		}
		if (cache instanceof NoOpCache) {
			throw new TlsConfigurationException("session.store", "cache",
					"The application's CacheManager keeps nothing.",
					"Set spring.cache.type to a cache that servers share, as in redis.", null);
		}
		if (cache instanceof ConcurrentMapCache) {
			logger.warn("TLS sessions are stored in a map of this process that never forgets one. "
					+ "Use a cache that servers share; this one is for development only");
		}
		return cache;
	}

	private CacheManager cacheManager() {
		CacheManager manager = this.cacheManagers.getIfUnique();
		if (manager != null) {
			return manager;
		}
		long count = this.cacheManagers.stream().count();
		if (count > 1) {
			throw new TlsConfigurationException("session.store", "cache",
					"There are " + count + " beans of type CacheManager.", "Mark one of them as @Primary.", null);
		}
		throw new TlsConfigurationException("session.store", "cache", "There is no bean of type CacheManager.",
				"Add @EnableCaching and a cache such as spring-boot-starter-data-redis, or declare one, "
						+ "or set session.store to none.",
				null);
	}

	private static List<SealingKey> keys(List<String> encodedKeys) {
		List<SealingKey> keys = new ArrayList<>();
		for (String encoded : encodedKeys) {
			if (StringUtils.hasText(encoded)) {
				keys.add(key(encoded.strip()));
			}
		}
		return keys;
	}

	private static SealingKey key(String encoded) {
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(encoded);
		}
		catch (IllegalArgumentException ex) {
			// whose message may quote the key
			throw new TlsConfigurationException("session.encryption-key", null, "It is not in Base64.",
					"Make one, as with 'openssl rand -base64 32'.", null);
		}
		return SealingKey.of(bytes);
	}

	private Executor executor() {
		if (this.executor == null) {
			this.executor = this.virtualThreads ? virtualThreads() : threads();
		}
		return this.executor;
	}

	private static Executor virtualThreads() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("tls-sessions-");
		executor.setVirtualThreads(true);
		executor.setConcurrencyLimit(MAXIMUM_TASKS);
		executor.setRejectTasksWhenLimitReached(true);
		return executor;
	}

	private static Executor threads() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("tls-sessions-");
		threadFactory.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, THREAD_KEEP_ALIVE_SECONDS,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAXIMUM_TASKS), threadFactory);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	@Override
	public synchronized void destroy() {
		this.ticketKeys.values().forEach(TicketKeyRing::close);
		if (this.executor instanceof ThreadPoolExecutor threads) {
			threads.shutdown();
		}
	}

	/**
	 * What is one store.
	 *
	 * @param store the store, or the name of a cache
	 * @param encryptionKeys what it is sealed with
	 */
	private record Settings(Object store, List<String> encryptionKeys) {

		Settings {
			encryptionKeys = List.copyOf(encryptionKeys);
		}

		@Override
		public String toString() {
			return "store with " + this.encryptionKeys.size() + " keys";
		}

	}

	private record Ring(SharedSessions store, String scope, Duration timeout) {

	}

}
