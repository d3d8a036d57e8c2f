package dev.tlsboot.autoconfigure.session;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tlsboot.session.TlsSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.concurrent.ConcurrentMapCache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class CacheSessionStoreTests {

	private static final byte[] SESSION = { 0, 1, 2, -1 };

	private final Executor threads = (task) -> {
		Thread thread = new Thread(task, "cache");
		thread.setDaemon(true);
		thread.start();
	};

	static Stream<Cache> caches() {
		return Stream.of(new ConcurrentMapCache("blocking"),
				new CaffeineCache("blocking", Caffeine.newBuilder().build()),
				new CaffeineCache("asynchronous", Caffeine.newBuilder().buildAsync(), false),
				new CaffeineCache("asynchronous with nulls", Caffeine.newBuilder().buildAsync(), true));
	}

	@ParameterizedTest
	@MethodSource("caches")
	void findsWhatWasPut(Cache cache) throws Exception {
		TlsSessionStore store = new CacheSessionStore(cache, this.threads);
		assertThat(get(store, "id")).isEmpty();
		put(store, "id");
		assertThat(get(store, "id")).hasValue(SESSION);
		assertThat(get(store, "other")).isEmpty();
	}

	@Test
	void putsWhatEveryCacheCanHold() throws Exception {
		Cache cache = new ConcurrentMapCache("cache");
		put(new CacheSessionStore(cache, this.threads), "id");
		assertThat(cache.get("id").get()).isInstanceOf(String.class).isInstanceOf(Serializable.class);
	}

	@ParameterizedTest
	@MethodSource("caches")
	void findsNothingInWhatOthersHavePut(Cache cache) throws Exception {
		TlsSessionStore store = new CacheSessionStore(cache, this.threads);
		cache.put("number", 42);
		cache.put("text", "no Base64!");
		assertThat(get(store, "number")).isEmpty();
		assertThat(get(store, "text")).isEmpty();
	}

	@Test
	void answersWithTheErrorOfTheCache() {
		Cache broken = new ConcurrentMapCache("broken") {
			@Override
			protected Object lookup(Object key) {
				throw new IllegalArgumentException("down");
			}

			@Override
			public CompletableFuture<?> retrieve(Object key) {
				throw new UnsupportedOperationException();
			}
		};
		TlsSessionStore store = new CacheSessionStore(broken, this.threads);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(store, "id"))
			.withMessageContaining("down");
	}

	@Test
	void makesNoCallerWaitForASlowCache() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Cache slow = new ConcurrentMapCache("slow") {
			@Override
			public CompletableFuture<?> retrieve(Object key) {
				await();
				return super.retrieve(key);
			}

			@Override
			public void put(Object key, Object value) {
				await();
				super.put(key, value);
			}

			private void await() {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		};
		TlsSessionStore store = new CacheSessionStore(slow, this.threads);
		CompletableFuture<Void> put = store.put("id", SESSION, Duration.ofMinutes(1)).toCompletableFuture();
		CompletableFuture<Optional<byte[]>> found = store.get("none").toCompletableFuture();
		assertThat(put).isNotDone();
		assertThat(found).isNotDone();
		release.countDown();
		assertThat(put).succeedsWithin(Duration.ofSeconds(20));
		assertThat(found).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(Optional.empty());
	}

	@Test
	void findsNothingAndStoresNothingWhereThereIsTooMuchToDo() throws Exception {
		TlsSessionStore store = new CacheSessionStore(new ConcurrentMapCache("cache"), (task) -> {
			throw new RejectedExecutionException("full");
		});
		assertThat(get(store, "id")).isEmpty();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> store.put("id", SESSION, Duration.ofMinutes(1)));
	}

	private static void put(TlsSessionStore store, String id) throws Exception {
		store.put(id, SESSION, Duration.ofMinutes(1)).toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	private static Optional<byte[]> get(TlsSessionStore store, String id) throws Exception {
		return store.get(id).toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

}
