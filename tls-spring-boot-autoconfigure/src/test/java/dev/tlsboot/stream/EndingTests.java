package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every way to the end, in whatever order things are asked for.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class EndingTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final int ORDERS = 30;

	private static final int CALLS = 8;

	private static final List<Consumer<CleartextStream>> ASKS = List.of((stream) -> stream.write("some data"),
			(stream) -> stream.write(new byte[MEGABYTE]), CleartextStream::end, CleartextStream::destroy,
			(stream) -> stream.destroy(new ArithmeticException("on purpose")), CleartextStream::pause,
			CleartextStream::resume, CleartextStream::cork, CleartextStream::uncork,
			(stream) -> stream.onData((data) -> {
			}), (stream) -> stream.allowHalfOpen(true), (stream) -> stream.pipe(stream),
			(stream) -> stream.publisher().subscribe(new Sleepy()), (stream) -> stream.inputStream(),
			(stream) -> stream.publisher().subscribe(stream.subscriber()),
			(stream) -> stream.setTimeout(Duration.ofMillis(1), stream::end), (stream) -> {
				throw new IllegalStateException("a listener fails");
			});

	@Parameter
	private TestEngine engine;

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void everyOrderOfCallsClosesExactlyOnceOnBothSides(String protocol) throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			long seed = new Random().nextLong();
			Random random = new Random(seed);
			BlockingQueue<CleartextStream> accepted = new LinkedBlockingQueue<>();
			TlsServer server = tls.serve(this.engine.serverContext().protocols(List.of(protocol)).build(),
					accepted::add, (builder) -> {
					});
			TlsClient client = tls.client(TestTls.clientContext().build());
			for (int i = 0; i < ORDERS; i++) {
				String order = "order " + i + " of seed " + seed;
				Calls atClient = new Calls(TestTls.get(client.connect(TestTls.port(server), "localhost")));
				Calls atServer = new Calls(accepted.poll(30, TimeUnit.SECONDS));
				atServer.ask(order(random));
				atClient.ask(order(random));
				// whoever waits for the other waits no more
				atServer.stream.destroy();
				if (random.nextBoolean()) {
					atClient.stream.destroy();
				}
				else {
					atClient.stream.onData((data) -> {
					}).resume().end();
				}
				await(order).atMost(Duration.ofSeconds(30)).until(() -> atServer.isClosed() && atClient.isClosed());
				atClient.check(order);
				atServer.check(order);
			}
			await().untilAsserted(() -> {
				assertThat(tls.serverSide().steps()).filteredOn("closed"::equals).hasSize(ORDERS);
				assertThat(tls.clientSide().steps()).filteredOn("closed"::equals).hasSize(ORDERS);
			});
		}
	}

	private static List<Consumer<CleartextStream>> order(Random random) {
		List<Consumer<CleartextStream>> order = new ArrayList<>();
		for (int i = random.nextInt(CALLS); i >= 0; i--) {
			order.add(ASKS.get(random.nextInt(ASKS.size())));
		}
		return order;
	}

	@Test
	void aClientReadsOnAfterItsEndOnEveryEngine() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve((stream) -> {
				stream.allowHalfOpen(true);
				stream.onEnd(() -> {
					stream.write(new byte[5 * MEGABYTE]);
					stream.write("the rest of the answer");
					stream.end();
				});
				stream.resume();
			});
			CleartextStream client = TestTls
				.get(tls.client(this.engine.clientContext().build()).connect(TestTls.port(server), "localhost"));
			AtomicLong count = new AtomicLong();
			StringBuffer calls = new StringBuffer();
			client.onData((data) -> count.addAndGet(data.remaining()));
			client.onEnd(() -> calls.append("end "));
			client.onClose(() -> calls.append("close "));
			client.write("question");
			client.end();
			await().atMost(Duration.ofSeconds(30)).until(() -> !client.isOpen());
			assertThat(count).hasValue(5L * MEGABYTE + "the rest of the answer".length());
			await().untilAsserted(() -> assertThat(calls).hasToString("end close "));
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.clientSide().errors()).isEmpty();
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void aServerReadsOnAfterItsEndOnEveryEngine() {
		try (TestTls tls = new TestTls(this.engine)) {
			AtomicLong count = new AtomicLong();
			TlsServer server = tls.serve((stream) -> {
				stream.onData((data) -> count.addAndGet(data.remaining()));
				stream.write("I have said it all");
				stream.end();
			});
			CleartextStream client = tls.connect(server);
			client.allowHalfOpen(true);
			client.onEnd(() -> {
				client.write(new byte[MEGABYTE]);
				client.end();
			});
			client.resume();
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(count).hasValue(MEGABYTE));
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void anAnswerMayComeAfterThePeersEndWhenItIsReady() {
		assumeTrue(this.engine.halfCloses(), "engine ends with its peer");
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> {
				stream.allowHalfOpen(true);
				stream.onEnd(() -> CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(() -> {
					stream.write("after some thought");
					stream.end();
				}));
				stream.resume();
			});
			CleartextStream client = tls.connect(server);
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			client.end();
			await().until(() -> !client.isOpen());
			assertThat(received).hasToString("after some thought");
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	/**
	 * A socket that is closed while there is something to read is reset, and a reset
	 * takes what was sent last with it.
	 */
	@Test
	void aPeerThatIsStillSendingGetsAllThatCameBeforeTheEnd() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			TlsServer server = tls.serve(accepted::complete);
			CleartextStream client = tls.connect(server);
			CleartextStream atServer = TestTls.get(accepted);
			// nobody reads it there
			client.write(new byte[100_000]);
			await().until(() -> client.bytesWritten() > 100_000 && !client.needsDrain());
			atServer.write(new byte[MEGABYTE]);
			atServer.end();
			AtomicLong count = new AtomicLong();
			StringBuffer calls = new StringBuffer();
			client.onEnd(() -> calls.append("end "));
			client.onError((error) -> calls.append("error "));
			client.onClose(() -> calls.append("close "));
			client.onData((data) -> count.addAndGet(data.remaining()));
			await().untilAsserted(() -> assertThat(calls).hasToString("end close "));
			assertThat(count).hasValue(MEGABYTE);
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
		}
	}

	@Test
	void aPeerThatIsCutOffAfterOurEndIsNoError() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			TlsServer server = tls.serve((stream) -> {
				stream.resume();
				stream.end();
				accepted.complete(stream);
			});
			CleartextStream client = tls.connect(server);
			client.allowHalfOpen(true);
			client.onEnd(client::destroy);
			client.resume();
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void aClientThatAbortsRightAwayHarmsNobody() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			for (int i = 0; i < 20; i++) {
				TestTls.get(tls.client(TestTls.clientContext().build())
					.connect(TestTls.port(server), "localhost")
					.thenAccept(CleartextStream::destroy));
			}
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			CleartextStream client = tls.connect(server);
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			await().untilAsserted(() -> assertThat(received).hasToString("welcome!\n"));
		}
	}

	@Test
	void writesAsFastAsItCanAndLosesNothingBeforeItsEnd() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				for (int i = 0; i < 10_000; i++) {
					stream.write(new byte[1024]);
				}
				stream.end();
			}));
			AtomicLong count = new AtomicLong();
			client.onData((data) -> count.addAndGet(data.remaining()));
			await().atMost(Duration.ofSeconds(30)).until(() -> !client.isOpen());
			assertThat(count).hasValue(10_000L * 1024);
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void writingNothingIsNoData() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.pipe(stream)));
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append('[').append(StandardCharsets.UTF_8.decode(data)).append(']'));
			client.write("");
			client.write(ByteBuffer.allocate(0));
			client.write("x");
			await().untilAsserted(() -> assertThat(received).hasToString("[x]"));
		}
	}

	@Test
	void aReaderThatPausesAfterEachPieceGetsAllOfThem() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.write(new byte[2 * MEGABYTE]);
				stream.end();
			}));
			AtomicLong count = new AtomicLong();
			client.onData((data) -> {
				count.addAndGet(data.remaining());
				client.pause();
				CompletableFuture.runAsync(client::resume);
			});
			await().atMost(Duration.ofSeconds(60)).until(() -> !client.isOpen());
			assertThat(count).hasValue(2L * MEGABYTE);
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void tellsAWriterWhenToWaitAndWhenToGoOn() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			CleartextStream client = tls.connect(tls.serve(accepted::complete));
			assertThat(client.needsDrain()).isFalse();
			assertThat(client.write("little")).isTrue();
			CompletableFuture<Void> drained = new CompletableFuture<>();
			client.write(new byte[32 * MEGABYTE]);
			await().until(client::needsDrain);
			client.onDrain(() -> drained.complete(null));
			assertThat(client.write("more")).isFalse();
			TestTls.get(accepted).resume();
			TestTls.get(drained);
			await().until(() -> !client.needsDrain());
			assertThat(client.write("go on")).isTrue();
		}
	}

	/**
	 * What a stream told its listeners.
	 */
	private static final class Calls {

		private final CleartextStream stream;

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		Calls(CleartextStream stream) {
			this.stream = stream;
			stream.onEnd(() -> this.calls.add("end"));
			stream.onError((error) -> this.calls.add("error"));
			stream.onClose(() -> this.calls.add("close"));
		}

		/**
		 * Ask at one stroke, on the event loop, as a listener would.
		 */
		void ask(List<Consumer<CleartextStream>> order) {
			ChannelCleartextStream channelStream = (ChannelCleartextStream) this.stream;
			channelStream.onEventLoop(() -> {
				try {
					order.forEach((ask) -> ask.accept(this.stream));
				}
				catch (RuntimeException ex) {
					this.stream.destroy(ex);
				}
			});
		}

		boolean isClosed() {
			return this.calls.contains("close");
		}

		void check(String order) {
			List<String> calls = List.copyOf(this.calls);
			assertThat(calls).as(order).endsWith("close").doesNotHaveDuplicates();
			assertThat(calls.indexOf("error")).as(order).isIn(-1, calls.size() - 2);
		}

	}

	/**
	 * Asks for one buffer, and then no more.
	 */
	private static final class Sleepy implements Flow.Subscriber<ByteBuffer> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(1);
		}

		@Override
		public void onNext(ByteBuffer data) {
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onComplete() {
		}

	}

}
