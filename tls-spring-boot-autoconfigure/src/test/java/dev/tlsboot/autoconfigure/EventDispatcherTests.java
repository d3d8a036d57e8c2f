package dev.tlsboot.autoconfigure;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.tlsboot.autoconfigure.event.ServerListeningEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.server.TlsServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.InOrder;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class EventDispatcherTests {

	private static final int HIGH_MARK = 10;

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final AtomicInteger count = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private volatile boolean slow;

	private final TlsServer server = mock(TlsServer.class);

	private final EventDispatcher dispatcher = new EventDispatcher((ApplicationEventPublisher) this::publish,
			HIGH_MARK);

	private void publish(Object event) {
		if (this.slow) {
			waitAtGate();
		}
		this.published.add(event);
		this.count.incrementAndGet();
	}

	private TlsEvent serverEvent() {
		return new ServerListeningEvent(this.server, new InetSocketAddress(0));
	}

	@BeforeEach
	void start() {
		this.dispatcher.start();
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.dispatcher.stop();
		this.dispatcher.destroy();
	}

	@Test
	void publishesOnThreadsOfItsOwn() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		EventDispatcher dispatcher = new EventDispatcher((event) -> thread.complete(Thread.currentThread()), 1);
		dispatcher.dispatch("lane", serverEvent());
		assertThat(thread.join().getName()).startsWith("tls-events-");
		assertThat(thread.join().isDaemon()).isTrue();
		dispatcher.destroy();
	}

	@Test
	void publishesEventsOfOneLaneInOrder() {
		List<TlsEvent> events = IntStream.range(0, 2000).mapToObj((index) -> serverEvent()).toList();
		events.forEach((event) -> this.dispatcher.dispatch("lane", event));
		this.dispatcher.await("lane");
		assertThat(this.published).containsExactlyElementsOf(events);
	}

	@Test
	void publishesEventsOfOneLaneOneAtATime() {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		EventDispatcher dispatcher = new EventDispatcher((event) -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			Thread.yield();
			inside.decrementAndGet();
		}, 10_000);
		for (int i = 0; i < 1000; i++) {
			dispatcher.dispatch("lane", serverEvent());
		}
		dispatcher.await("lane");
		assertThat(most).hasValue(1);
		dispatcher.destroy();
	}

	@Test
	void publishesWhatWaitedBesideAnEventWhoseListenerTakesItsTime() {
		publishesBeside((entered) -> {
		});
	}

	@Test
	void publishesWhatComesWhileAListenerTakesItsTime() {
		publishesBeside(CompletableFuture::join);
	}

	private void publishesBeside(Consumer<CompletableFuture<TlsEvent>> between) {
		CompletableFuture<TlsEvent> entered = new CompletableFuture<>();
		CompletableFuture<TlsEvent> published = new CompletableFuture<>();
		TlsEvent slow = serverEvent();
		TlsEvent other = serverEvent();
		EventDispatcher dispatcher = new EventDispatcher((event) -> {
			if (event == slow) {
				entered.complete(slow);
				waitAtGate();
				this.count.incrementAndGet();
			}
			else {
				published.complete((TlsEvent) event);
			}
		}, 10);
		dispatcher.dispatch("slow", slow);
		between.accept(entered);
		dispatcher.dispatch("other", other);
		assertThat(published).succeedsWithin(Duration.ofSeconds(30)).isSameAs(other);
		assertThat(this.count).hasValue(0);
		this.gate.countDown();
		dispatcher.await("slow");
		assertThat(this.count).hasValue(1);
		dispatcher.destroy();
	}

	private void waitAtGate() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void logsWhatAListenerThrowsAndGoesOn(CapturedOutput output) {
		AtomicInteger count = new AtomicInteger();
		EventDispatcher dispatcher = new EventDispatcher((event) -> {
			if (count.incrementAndGet() == 1) {
				throw new IllegalStateException("listener is broken");
			}
		}, 10);
		dispatcher.dispatch("lane", serverEvent());
		dispatcher.dispatch("lane", serverEvent());
		dispatcher.await("lane");
		assertThat(count).hasValue(2);
		assertThat(output).contains("A listener failed on ServerListeningEvent").contains("listener is broken");
		dispatcher.destroy();
	}

	@Test
	void pausesServersWhileTooMuchWaits() {
		this.dispatcher.govern(this.server);
		then(this.server).should().pauseAccepting(false);
		clearInvocations(this.server);
		this.slow = true;
		for (int i = 0; i < HIGH_MARK - 1; i++) {
			this.dispatcher.dispatch(i, serverEvent());
		}
		then(this.server).should(never()).pauseAccepting(true);
		this.dispatcher.dispatch("one more", serverEvent());
		this.gate.countDown();
		InOrder inOrder = inOrder(this.server);
		inOrder.verify(this.server).pauseAccepting(true);
		Awaitility.await().untilAsserted(() -> inOrder.verify(this.server).pauseAccepting(false));
		Awaitility.await().untilAtomic(this.count, is(HIGH_MARK));
	}

	@Test
	void pausesAServerThatListensWhileTooMuchWaits() {
		this.slow = true;
		for (int i = 0; i < HIGH_MARK; i++) {
			this.dispatcher.dispatch(i, serverEvent());
		}
		this.dispatcher.govern(this.server);
		then(this.server).should().pauseAccepting(true);
	}

	@Test
	void dropsNoEvent() {
		this.slow = true;
		for (int i = 0; i < 100 * HIGH_MARK; i++) {
			this.dispatcher.dispatch(i, serverEvent());
		}
		this.gate.countDown();
		Awaitility.await().untilAtomic(this.count, is(100 * HIGH_MARK));
	}

	@Test
	void stopsWhenAllIsPublished() throws Exception {
		this.slow = true;
		this.dispatcher.dispatch("lane", serverEvent());
		CountDownLatch stopped = new CountDownLatch(1);
		this.dispatcher.stop(stopped::countDown);
		assertThat(stopped.getCount()).isEqualTo(1);
		assertThat(this.dispatcher.isRunning()).isFalse();
		this.gate.countDown();
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.published).hasSize(1);
	}

}
