package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ReactiveStreamTests {

	private static final SecureConnectionListener ECHO = (stream) -> stream.publisher().subscribe(stream.subscriber());

	private static final int MEGABYTE = 1024 * 1024;

	@Parameter
	private TestEngine engine;

	@Test
	void echoesThroughReactorAtThePaceOfASlowConsumer() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(ECHO);
			CleartextStream client = tls.connect(server);
			byte[] block = new byte[64 * 1024];
			new Random(42).nextBytes(block);
			CRC32 sent = new CRC32();
			Flux<ByteBuffer> blocks = Flux.range(0, 16 * 16).map((number) -> {
				sent.update(block);
				return ByteBuffer.wrap(block);
			});
			JdkFlowAdapter.publisherToFlowPublisher(blocks.subscribeOn(Schedulers.parallel()))
				.subscribe(client.subscriber());
			CRC32 received = new CRC32();
			// the server's end is what completes it: an engine may close without one when
			// its peer ended first
			Long count = JdkFlowAdapter.flowPublisherToFlux(client.publisher())
				.publishOn(Schedulers.single(), 1)
				.map((data) -> {
					int length = data.remaining();
					received.update(data);
					return (long) length;
				})
				.scan(Long::sum)
				.takeUntil((sum) -> sum >= 16L * MEGABYTE)
				.blockLast(Duration.ofSeconds(60));
			assertThat(count).isEqualTo(16L * MEGABYTE);
			assertThat(received.getValue()).isEqualTo(sent.getValue());
			client.resume();
			client.end();
			await().until(() -> !client.isOpen());
		}
	}

	@Test
	void givesWhatIsAskedForAndHoldsThePeerBackMeanwhile() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.resume();
				stream.write(new byte[64 * MEGABYTE]);
				accepted.complete(stream);
			}));
			Received received = new Received();
			client.publisher().subscribe(received);
			received.subscription().request(3);
			await().untilAsserted(() -> assertThat(received.signals).hasSize(3));
			long before = client.bytesRead();
			await().during(Duration.ofMillis(300)).until(() -> client.bytesRead() == before);
			assertThat(received.signals).hasSize(3);
			assertThat(before).isLessThan(32L * MEGABYTE);
			assertThat(TestTls.get(accepted).needsDrain()).isTrue();
			received.subscription().request(Long.MAX_VALUE);
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(received.bytes).hasValue(64L * MEGABYTE));
			client.destroy();
		}
	}

	@Test
	void completesAtThePeersCloseNotify() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.write("all there is");
				stream.end();
			}));
			Received received = new Received();
			client.publisher().subscribe(received);
			received.subscription().request(Long.MAX_VALUE);
			await().until(() -> received.signals.contains("complete"));
			assertThat(received.bytes).hasValue("all there is".length());
			client.end();
			await().until(() -> !client.isOpen());
			assertThat(received.signals).containsOnlyOnce("complete").doesNotContain("error");
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void failsWhenTheConnectionIsCutOff() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve(CleartextStream::destroy));
			Received received = new Received();
			client.publisher().subscribe(received);
			received.subscription().request(Long.MAX_VALUE);
			await().until(() -> received.error.isDone());
			assertThat(received.error.join()).isInstanceOf(TruncatedStreamException.class);
			assertThat(received.signals).containsOnly("error");
		}
	}

	@Test
	void failsWhenWeDestroyIt() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
			Received received = new Received();
			client.publisher().subscribe(received);
			client.destroy();
			assertThat(TestTls.get(received.error)).isInstanceOf(ClosedChannelException.class);
		}
	}

	@Test
	void asksForNothingWhileThePeerTakesNothing() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			CleartextStream client = tls.connect(tls.serve(accepted::complete));
			AtomicLong given = new AtomicLong();
			Flux<ByteBuffer> endless = Flux.generate((sink) -> {
				given.incrementAndGet();
				sink.next(ByteBuffer.allocate(MEGABYTE));
			});
			JdkFlowAdapter.publisherToFlowPublisher(endless).subscribe(client.subscriber());
			await().until(client::needsDrain);
			await().until(() -> {
				long before = given.get();
				Thread.sleep(300);
				return given.get() == before;
			});
			assertThat(given).hasValueLessThan(64);
			TestTls.get(accepted).destroy();
			await().until(() -> !client.isOpen());
		}
	}

	@Test
	void anEndlessPublisherLeavesOtherConnectionsTheirTurn() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			TlsServer drain = tls.serve((stream) -> stream.resume());
			CleartextStream client = tls.connect(server);
			AtomicLong echoed = new AtomicLong();
			client.onData((data) -> echoed.addAndGet(data.remaining()));
			// more than there are event loops
			List<CleartextStream> busy = Stream.generate(() -> tls.connect(drain)).limit(4).toList();
			Flux<ByteBuffer> endless = Flux.generate((sink) -> sink.next(ByteBuffer.allocate(1)));
			busy.forEach((stream) -> JdkFlowAdapter.publisherToFlowPublisher(endless).subscribe(stream.subscriber()));
			client.write("my turn");
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(echoed).hasValue(7));
		}
	}

	@Test
	void anotherSubscriberGoesOnWhereOneCancelled() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.write("first");
				stream.onData((data) -> {
					stream.write("second");
					stream.end();
				});
			}));
			String first = JdkFlowAdapter.flowPublisherToFlux(client.publisher())
				.next()
				.map(ReactiveStreamTests::text)
				.block(Duration.ofSeconds(30));
			assertThat(first).isEqualTo("first");
			client.write("go on");
			List<String> rest = JdkFlowAdapter.flowPublisherToFlux(client.publisher())
				.map(ReactiveStreamTests::text)
				.collectList()
				.block(Duration.ofSeconds(30));
			assertThat(rest).containsExactly("second");
			client.end();
		}
	}

	@Test
	void refusesASecondSubscriber() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve(ECHO));
			client.publisher().subscribe(new Received());
			Received second = new Received();
			client.publisher().subscribe(second);
			assertThat(TestTls.get(second.error)).isInstanceOf(IllegalStateException.class);
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void aSubscriberThatThrowsDestroysTheConnection() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve(TestTls.echo()));
			client.publisher().subscribe(new Received() {

				@Override
				public void onNext(ByteBuffer data) {
					throw new IllegalStateException("no more of this");
				}

			}.greedy());
			await().until(() -> !client.isOpen());
			assertThat(tls.clientSide().errors()).singleElement().isInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void cancelsItsPublisherWhenTheConnectionGoes() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
			CompletableFuture<Void> cancelled = new CompletableFuture<>();
			JdkFlowAdapter.publisherToFlowPublisher(Flux.<ByteBuffer>never().doOnCancel(() -> cancelled.complete(null)))
				.subscribe(client.subscriber());
			client.destroy();
			TestTls.get(cancelled);
		}
	}

	@Test
	void cancelsAPublisherThatIsSilentWhenTheConnectionGoes() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
			CompletableFuture<Void> asked = new CompletableFuture<>();
			CompletableFuture<Void> cancelled = new CompletableFuture<>();
			client.subscriber().onSubscribe(new Flow.Subscription() {
				@Override
				public void request(long count) {
					asked.complete(null);
				}

				@Override
				public void cancel() {
					cancelled.complete(null);
				}
			});
			TestTls.get(asked);
			client.destroy();
			TestTls.get(cancelled);
		}
	}

	@Test
	void isDestroyedByAPublisherThatFails() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
			JdkFlowAdapter.publisherToFlowPublisher(Flux.<ByteBuffer>error(new ArithmeticException("no data")))
				.subscribe(client.subscriber());
			await().until(() -> !client.isOpen());
			assertThat(tls.clientSide().errors()).singleElement().isInstanceOf(ArithmeticException.class);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> client.write("too late"));
		}
	}

	private static String text(ByteBuffer data) {
		return java.nio.charset.StandardCharsets.UTF_8.decode(data).toString();
	}

	/**
	 * Asks for what it is told to, and remembers what it got.
	 */
	static class Received implements Flow.Subscriber<ByteBuffer> {

		private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

		private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

		private final AtomicLong bytes = new AtomicLong();

		private final CompletableFuture<Throwable> error = new CompletableFuture<>();

		private boolean greedy;

		Received greedy() {
			this.greedy = true;
			return this;
		}

		Flow.Subscription subscription() {
			return TestTls.get(this.subscription);
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription.complete(subscription);
			if (this.greedy) {
				subscription.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onNext(ByteBuffer data) {
			this.bytes.addAndGet(data.remaining());
			this.signals.add("data");
		}

		@Override
		public void onError(Throwable error) {
			this.signals.add("error");
			this.error.complete(error);
		}

		@Override
		public void onComplete() {
			this.signals.add("complete");
		}

	}

}
