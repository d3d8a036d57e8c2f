package dev.tlsboot.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SharedSessionsTests {

	private static final SessionBinding BINDING = new SessionBinding("app/default", "www.example.com", "00ff");

	private static final byte[] SESSION = "the master secret".getBytes(StandardCharsets.UTF_8);

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final MapStore store = new MapStore();

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private SharedSessions sessions(SealingKey... keys) {
		return new SharedSessions(this.store, List.of(keys), () -> this.now);
	}

	private static SealingKey key(int fill) {
		byte[] bytes = new byte[SealingKey.LENGTH];
		Arrays.fill(bytes, (byte) fill);
		return SealingKey.of(bytes);
	}

	private static void put(SharedSessions sessions) {
		byte[] sealed = sessions.seal(BINDING, SESSION, TIMEOUT).orElseThrow();
		sessions.put(BINDING.id(), sealed, TIMEOUT).toCompletableFuture().join();
	}

	private static Optional<byte[]> find(SharedSessions sessions, SessionBinding binding) {
		return sessions.find(binding).toCompletableFuture().join();
	}

	static Stream<List<SealingKey>> withAndWithoutKey() {
		return Stream.of(List.of(key(1)), List.of());
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutKey")
	void findsWhatAnotherServerHasPut(List<SealingKey> keys) {
		put(sessions(keys.toArray(SealingKey[]::new)));
		assertThat(find(sessions(keys.toArray(SealingKey[]::new)), BINDING)).hasValue(SESSION);
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutKey")
	void findsNothingForAnotherContextOrNameOrId(List<SealingKey> keys) {
		SharedSessions sessions = sessions(keys.toArray(SealingKey[]::new));
		put(sessions);
		this.store.values.put("00fe", this.store.values.get("00ff"));
		assertThat(find(sessions, new SessionBinding("other", "www.example.com", "00ff"))).isEmpty();
		assertThat(find(sessions, new SessionBinding("app/default", "example.com", "00ff"))).isEmpty();
		assertThat(find(sessions, new SessionBinding("app/default", null, "00ff"))).isEmpty();
		assertThat(find(sessions, new SessionBinding("app/default", "www.example.com", "00fe"))).isEmpty();
		// the same letters in other places
		assertThat(find(sessions, new SessionBinding("app/defaultwww.", "example.com", "00ff"))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutKey")
	void findsNothingThatIsTooOld(List<SealingKey> keys) {
		SharedSessions sessions = sessions(keys.toArray(SealingKey[]::new));
		put(sessions);
		this.now = this.now.plus(TIMEOUT).minusMillis(1);
		assertThat(find(sessions, BINDING)).isPresent();
		this.now = this.now.plusMillis(1);
		assertThat(find(sessions, BINDING)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutKey")
	void findsNothingInGarbage(List<SealingKey> keys) {
		SharedSessions sessions = sessions(keys.toArray(SealingKey[]::new));
		put(sessions);
		byte[] whole = this.store.values.get(BINDING.id());
		for (int length = 0; length < whole.length - SESSION.length; length++) {
			this.store.values.put(BINDING.id(), Arrays.copyOf(whole, length));
			assertThat(find(sessions, BINDING)).isEmpty();
		}
		this.store.values.put(BINDING.id(), new byte[100 * 1024]);
		assertThat(find(sessions, BINDING)).isEmpty();
	}

	@Test
	void noticesEveryBitThatWasChangedUnderTheSeal() {
		SharedSessions sessions = sessions(key(1));
		put(sessions);
		byte[] sealed = this.store.values.get(BINDING.id()).clone();
		for (int i = 0; i < sealed.length * Byte.SIZE; i++) {
			byte[] changed = sealed.clone();
			changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
			this.store.values.put(BINDING.id(), changed);
			assertThat(find(sessions, BINDING)).isEmpty();
		}
	}

	@Test
	void opensNothingUnsealedWhereThereIsAKey() {
		put(sessions());
		assertThat(find(sessions(key(1)), BINDING)).isEmpty();
	}

	@Test
	void opensWithEveryKeyAndSealsWithTheFirst() {
		put(sessions(key(1)));
		assertThat(find(sessions(key(2)), BINDING)).isEmpty();
		assertThat(find(sessions(key(2), key(1)), BINDING)).hasValue(SESSION);
		put(sessions(key(2), key(1)));
		assertThat(find(sessions(key(1)), BINDING)).isEmpty();
		assertThat(find(sessions(key(2)), BINDING)).hasValue(SESSION);
	}

	@Test
	void givesTheStoreNothingToReadAndNothingTwice() {
		put(sessions(key(1)));
		byte[] first = this.store.values.get(BINDING.id());
		put(sessions(key(1)));
		assertThat(HexFormat.of().formatHex(first)).doesNotContain(HexFormat.of().formatHex(SESSION))
			.isNotEqualTo(HexFormat.of().formatHex(this.store.values.get(BINDING.id())));
		assertThat(this.store.timesToLive).containsExactly(TIMEOUT, TIMEOUT);
	}

	@Test
	void storesNoSessionThatIsTooLarge() {
		SharedSessions sessions = sessions(key(1));
		assertThat(sessions.seal(BINDING, new byte[SharedSessions.MAXIMUM_LENGTH], TIMEOUT)).isPresent();
		assertThat(sessions.seal(BINDING, new byte[SharedSessions.MAXIMUM_LENGTH + 1], TIMEOUT)).isEmpty();
		byte[] largest = sessions.seal(BINDING, new byte[SharedSessions.MAXIMUM_LENGTH], TIMEOUT).orElseThrow();
		this.store.values.put(BINDING.id(), largest);
		assertThat(find(sessions, BINDING))
			.hasValueSatisfying((session) -> assertThat(session).hasSize(SharedSessions.MAXIMUM_LENGTH));
	}

	@Test
	void findsWhatIsStillOnItsWayToTheStore() {
		CompletableFuture<Void> slow = new CompletableFuture<>();
		this.store.put = slow;
		SharedSessions sessions = sessions(key(1));
		byte[] sealed = sessions.seal(BINDING, SESSION, TIMEOUT).orElseThrow();
		CompletionStage<Void> put = sessions.put(BINDING.id(), sealed, TIMEOUT);
		assertThat(put.toCompletableFuture()).isNotDone();
		this.store.values.clear();
		assertThat(find(sessions, BINDING)).hasValue(SESSION);
		slow.complete(null);
		assertThat(put.toCompletableFuture()).isCompleted();
		assertThat(find(sessions, BINDING)).isEmpty();
	}

	@Test
	void putsNoMoreThanAStoreCanTake() {
		CompletableFuture<Void> never = new CompletableFuture<>();
		this.store.put = never;
		SharedSessions sessions = sessions(key(1));
		for (int i = 0; i < SharedSessions.MAXIMUM_UNDER_WAY; i++) {
			assertThat(sessions.put("id" + i, SESSION, TIMEOUT).toCompletableFuture()).isNotDone();
		}
		assertThat(sessions.put("more", SESSION, TIMEOUT).toCompletableFuture()).isCompletedExceptionally();
		never.complete(null);
		assertThat(sessions.put("again", SESSION, TIMEOUT).toCompletableFuture()).isCompleted();
	}

	@Test
	void takesWhatAStoreThrowsForItsAnswer() {
		SharedSessions sessions = new SharedSessions(new TlsSessionStore() {
			@Override
			public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
				throw new IllegalStateException("down");
			}

			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				throw new IllegalStateException("down");
			}
		}, List.of());
		for (int i = 0; i < SharedSessions.MAXIMUM_UNDER_WAY * 2; i++) {
			assertThat(sessions.put("id", SESSION, TIMEOUT).toCompletableFuture()).isCompletedExceptionally();
		}
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> find(sessions, BINDING))
			.withMessageContaining("down");
	}

	@Test
	void takesNoAnswerForAnError() {
		SharedSessions sessions = new SharedSessions(new TlsSessionStore() {
			@Override
			public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
				return null;
			}

			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				return null;
			}
		}, List.of());
		assertThat(sessions.put("id", SESSION, TIMEOUT).toCompletableFuture()).isCompletedExceptionally();
		assertThat(sessions.find(BINDING).toCompletableFuture()).isCompletedExceptionally();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 16, 31, 33, 48 })
	void takesNoKeyOfAnotherLength(int length) {
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> SealingKey.of(new byte[length]))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("session.encryption-key"));
	}

	@Test
	void givesNoKeyAway() {
		assertThat(key(0x41).toString()).doesNotContain("41", "AA");
	}

	private static final class MapStore implements TlsSessionStore {

		private final Map<String, byte[]> values = new ConcurrentHashMap<>();

		private final List<Duration> timesToLive = new ArrayList<>();

		private CompletionStage<Void> put = CompletableFuture.completedFuture(null);

		@Override
		public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
			this.values.put(id, session);
			this.timesToLive.add(timeToLive);
			return this.put;
		}

		@Override
		public CompletionStage<Optional<byte[]>> get(String id) {
			return CompletableFuture.completedFuture(Optional.ofNullable(this.values.get(id)));
		}

	}

}
