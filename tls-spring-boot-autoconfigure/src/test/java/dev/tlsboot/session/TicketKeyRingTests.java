package dev.tlsboot.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.tlsboot.engine.TicketKey;
import dev.tlsboot.testing.MapSessionStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TicketKeyRingTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private static final Duration PERIOD = Duration.ofHours(8);

	private static final SealingKey KEY = SealingKey.of(new byte[SealingKey.LENGTH]);

	private MapSessionStore store = new MapSessionStore();

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private TicketKeyRing ring(String scope) {
		return new TicketKeyRing(new SharedSessions(this.store, List.of(KEY), () -> this.now), scope, TIMEOUT, PERIOD,
				() -> this.now);
	}

	private TicketKeyRing ring() {
		return ring("app");
	}

	private static void refresh(TicketKeyRing... rings) {
		for (TicketKeyRing ring : rings) {
			ring.refresh().toCompletableFuture().join();
		}
	}

	private static TicketKey issuing(TicketKeyRing ring) {
		return ring.keys().get(0);
	}

	@Test
	void hasAKeyOfItsOwnBeforeTheStoreHasAnswered() {
		assertThat(ring().keys()).hasSize(1);
		assertThat(issuing(ring())).isNotEqualTo(issuing(ring()));
	}

	@Test
	void issuesWithTheKeyThatAnotherServerHasMade() {
		TicketKeyRing one = ring();
		TicketKeyRing two = ring();
		refresh(one, two);
		assertThat(issuing(one)).isEqualTo(issuing(two));
	}

	@Test
	void keepsTheSameListUntilTheKeysChange() {
		TicketKeyRing ring = ring();
		refresh(ring);
		List<TicketKey> before = ring.keys();
		refresh(ring);
		assertThat(ring.keys()).isSameAs(before);
	}

	@Test
	void sharesNothingWithAnotherScope() {
		TicketKeyRing one = ring("one");
		TicketKeyRing two = ring("two");
		refresh(one, two);
		assertThat(one.keys()).doesNotContainAnyElementsOf(two.keys());
		assertThat(this.store.sessions()).hasSize(2);
	}

	@Test
	void acceptsANewKeyLongBeforeItIssues() {
		TicketKeyRing one = ring();
		TicketKeyRing two = ring();
		refresh(one, two);
		TicketKey first = issuing(one);
		this.now = this.now.plus(Duration.ofHours(6));
		refresh(one, two);
		assertThat(issuing(one)).isEqualTo(first);
		TicketKey next = one.keys().stream().filter((key) -> !key.equals(first)).findFirst().orElseThrow();
		assertThat(two.keys()).contains(next);
		this.now = this.now.plus(Duration.ofHours(2));
		refresh(one, two);
		assertThat(issuing(one)).isEqualTo(next).isEqualTo(issuing(two));
		assertThat(one.keys()).contains(first);
		assertThat(two.keys()).contains(first);
	}

	@Test
	void tellsANewServerWhatThereIs() {
		TicketKeyRing one = ring();
		refresh(one);
		this.now = this.now.plus(Duration.ofHours(6));
		refresh(one);
		TicketKeyRing late = ring();
		refresh(late);
		assertThat(issuing(late)).isEqualTo(issuing(one));
		// but for the key that each has for itself
		assertThat(late.keys().subList(0, 2)).isEqualTo(one.keys().subList(0, 2));
	}

	@Test
	void forgetsKeysWhoseTicketsAreAllTooOld() {
		TicketKeyRing ring = ring();
		refresh(ring);
		TicketKey first = issuing(ring);
		for (int hour = 0; hour < 16; hour++) {
			assertThat(ring.keys()).contains(first);
			this.now = this.now.plus(Duration.ofHours(1));
			refresh(ring);
		}
		this.now = this.now.plus(TIMEOUT);
		refresh(ring);
		assertThat(ring.keys()).doesNotContain(first).hasSizeLessThan(5);
	}

	@Test
	void agreesAfterServersHaveWrittenAtTheSameTime() {
		TicketKeyRing one = ring();
		refresh(one);
		byte[] ofOne = this.store.sessions().remove("ticket-keys/app");
		TicketKeyRing two = ring();
		refresh(two);
		assertThat(ofOne).isNotNull();
		assertThat(issuing(one)).isNotEqualTo(issuing(two));
		refresh(one, two);
		assertThat(issuing(one)).isEqualTo(issuing(two));
		assertThat(one.keys()).contains(issuing(two));
		assertThat(one.keys().subList(0, 2)).isEqualTo(two.keys().subList(0, 2));
	}

	@Test
	void goesOnWithWhatItKnowsWhileTheStoreIsDown() {
		MapSessionStore broken = new MapSessionStore() {
			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				return CompletableFuture.failedFuture(new IOException("down"));
			}
		};
		MapSessionStore works = this.store;
		this.store = broken;
		TicketKeyRing ring = ring();
		TicketKey own = issuing(ring);
		refresh(ring);
		assertThat(ring.keys()).containsExactly(own);
		this.store = works;
		refresh(ring());
		assertThat(works.sessions()).hasSize(1);
	}

	@Test
	void takesGarbageForNothing() {
		this.store.sessions().put("ticket-keys/app", new byte[100]);
		TicketKeyRing one = ring();
		TicketKeyRing two = ring();
		refresh(one, two);
		assertThat(issuing(one)).isEqualTo(issuing(two));
	}

	@Test
	void asksTheStoreAgainAndAgain() {
		TicketKeyRing ring = new TicketKeyRing(new SharedSessions(this.store, List.of(KEY)), "app",
				Duration.ofSeconds(1), Duration.ofMillis(400), InstantSource.system());
		ring.start().toCompletableFuture().join();
		TicketKey first = issuing(ring);
		await().until(() -> !issuing(ring).equals(first));
		ring.close();
	}

}
