package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.tlsboot.autoconfigure.event.ConnectionClosedEvent;
import dev.tlsboot.autoconfigure.event.RenegotiationEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What becomes of peers when listeners are slower than they are.
 */
@Timeout(120)
class EventBackPressureTests {

	private static final int HIGH_MARK = 8;

	private final TestTls tls = new TestTls();

	private final Queue<TlsEvent> published = new ConcurrentLinkedQueue<>();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final AtomicInteger most = new AtomicInteger();

	private volatile Consumer<TlsEvent> listener = (event) -> {
	};

	private final EventDispatcher dispatcher = new EventDispatcher((event) -> publish((TlsEvent) event), HIGH_MARK);

	private final EventInterest interest = mock(EventInterest.class);

	private final EventObserver observer = new EventObserver(this.interest, this.dispatcher);

	private void publish(TlsEvent event) {
		this.most.accumulateAndGet(this.dispatcher.backlog(), Math::max);
		this.published.add(event);
		this.listener.accept(event);
	}

	@BeforeEach
	void start() {
		given(this.interest.in(any())).willReturn(true);
		this.dispatcher.start();
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.tls.close();
		this.dispatcher.stop();
		this.dispatcher.destroy();
	}

	private TlsServer serve() {
		return this.tls.serve(TestTls.serverContext().protocols(List.of("TLSv1.2")).build(),
				(stream) -> stream.pipe(stream), (builder) -> builder.observers(List.of(this.observer))
					.renegotiation(new RenegotiationPolicy(1_000_000, 32, Duration.ofMinutes(10))));
	}

	private TlsClient client() {
		return this.tls.client(TestTls.clientContext().build(),
				(builder) -> builder.observers(List.of(this.observer, this.tls.clientSide())));
	}

	private void waitAtGate(TlsEvent event) {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private <E extends TlsEvent> List<E> published(Class<E> type) {
		return this.published.stream().filter(type::isInstance).map(type::cast).toList();
	}

	private static JdkPeer connect(TlsServer server) throws IOException {
		JdkPeer peer = JdkPeer.connect(TestTls.port(server));
		peer.socket().setSoTimeout(90_000);
		return peer;
	}

	private static void assertEchoes(JdkPeer peer, String line) throws IOException {
		peer.send(line);
		assertThat(peer.receive()).isEqualTo(line);
	}

	@Test
	void aFloodOfRenegotiationsWaitsForListenersAndLosesNoEvent() throws Exception {
		int count = 100;
		TlsServer server = serve();
		try (JdkPeer bystander = connect(server); JdkPeer attacker = connect(server)) {
			await().until(() -> published(SecureConnectionEvent.class).size() == 2);
			this.listener = this::waitAtGate;
			AtomicInteger done = new AtomicInteger();
			CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < count; i++) {
						attacker.socket().startHandshake();
						assertEchoes(attacker, "line " + i);
						done.incrementAndGet();
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}, (task) -> new Thread(task, "attacker").start());
			await().until(() -> this.dispatcher.backlog() >= HIGH_MARK);
			long read = server.bytesRead();
			await().during(Duration.ofSeconds(1)).until(() -> this.dispatcher.backlog() <= HIGH_MARK + 1);
			assertThat(server.bytesRead() - read).as("bytes read meanwhile").isLessThan(10_000);
			assertThat(done).hasValueLessThanOrEqualTo(HIGH_MARK + 1);
			// who makes no events has nothing to do with it
			assertEchoes(bystander, "still here");
			this.gate.countDown();
			flood.get(90, TimeUnit.SECONDS);
			await().until(() -> published(RenegotiationEvent.class).size() == count);
			assertThat(published(RenegotiationEvent.class)).extracting(RenegotiationEvent::getCount)
				.containsExactlyElementsOf(IntStream.rangeClosed(1, count).boxed().toList());
			assertThat(this.most).hasValueLessThanOrEqualTo(HIGH_MARK + 1);
		}
	}

	@Test
	void clientsBeginNoConnectionUntilThereIsRoom() {
		TlsServer server = this.tls.serve((stream) -> stream.pipe(stream));
		TlsClient client = client();
		this.listener = this::waitAtGate;
		fill();
		CompletableFuture<CleartextStream> connecting = client.connect(TestTls.port(server), "localhost")
			.toCompletableFuture();
		await().during(Duration.ofMillis(500)).until(() -> server.acceptedConnections() == 0);
		assertThat(connecting).isNotDone();
		this.gate.countDown();
		TestTls.get(connecting).end();
		await().until(() -> published(ConnectionClosedEvent.class).size() == 1);
	}

	@Test
	void aListenerConnectsAndWaitsThoughThereIsNoRoom() {
		TlsServer server = this.tls.serve((stream) -> stream.pipe(stream));
		TlsClient client = client();
		CompletableFuture<CleartextStream> connected = new CompletableFuture<>();
		this.listener = (event) -> {
			if (connected.isDone()) {
				return;
			}
			waitAtGate(event);
			connected.complete(TestTls.get(client.connect(TestTls.port(server), "localhost")));
		};
		fill();
		this.gate.countDown();
		TestTls.get(connected).end();
	}

	private void fill() {
		for (int i = 0; i < HIGH_MARK; i++) {
			this.dispatcher.dispatch(i, new SecureConnectEvent(mock(TlsClient.class), mock(CleartextStream.class)));
		}
	}

	@Test
	void whatWaitsIsBoundedByTheConnectionsThatThereAreAndEachToldOfInOrder() throws Exception {
		int workers = 4;
		int rounds = 40;
		this.listener = (event) -> pause();
		TlsServer server = serve();
		TlsClient client = client();
		List<Thread> threads = new ArrayList<>();
		Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < workers; i++) {
			Thread thread = new Thread(() -> {
				for (int round = 0; round < rounds; round++) {
					// nobody waits for data, so that it is the connections that have to
					TestTls.get(client.connect(TestTls.port(server), "localhost")).end();
				}
			});
			thread.setUncaughtExceptionHandler((self, ex) -> failures.add(ex));
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(failures).isEmpty();
		int connections = workers * rounds;
		await().atMost(Duration.ofSeconds(60))
			.until(() -> published(ConnectionClosedEvent.class).size() == 2 * connections);
		assertThat(published(SecureConnectEvent.class)).hasSize(connections);
		assertThat(published(SecureConnectionEvent.class)).hasSize(connections);
		List<TlsEvent> order = List.copyOf(this.published);
		for (SecureConnectEvent secured : published(SecureConnectEvent.class)) {
			assertThat(order).filteredOn(ConnectionClosedEvent.class::isInstance)
				.filteredOn((closed) -> ((ConnectionClosedEvent) closed).getStream() == secured.getStream())
				.singleElement()
				.satisfies((closed) -> assertThat(order.indexOf(closed)).isGreaterThan(order.indexOf(secured)));
		}
		// of either side two events each of those that were on their way at the mark, and
		// have ended since
		assertThat(this.most).hasValueLessThan(HIGH_MARK + 8 * workers);
	}

	private static void pause() {
		try {
			Thread.sleep(2);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
