package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.ReactiveStreamsTck;
import dev.tlsboot.testing.TestTls;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;

/**
 * The rules of Reactive Streams, as its authors test them, on the two reactive ends of a
 * connection.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveStreamsTckTests {

	private static final long TIMEOUT_MILLIS = 10_000;

	private static final long SILENCE_MILLIS = 100;

	private static final long POLL_MILLIS = 10;

	// slept through
	private static final long GC_TIMEOUT_MILLIS = 2_000;

	private final BlockingQueue<Long> wanted = new LinkedBlockingQueue<>();

	private final List<CleartextStream> streams = new ArrayList<>();

	private TestTls tls;

	private TlsServer source;

	private TlsServer drain;

	private TlsClient client;

	@BeforeAll
	void start() {
		this.tls = new TestTls();
		this.source = this.tls.serve((stream) -> {
			stream.resume();
			new Source(stream, this.wanted.remove()).write();
		});
		this.drain = this.tls.serve((stream) -> stream.resume());
		// an element is a byte: how many come in one read is nobody's business
		this.client = this.tls.client(TestTls.clientContext().build(), (builder) -> builder
			.pipelineCustomizers(List.of((pipeline, stream) -> pipeline.addLast(new FixedLengthFrameDecoder(1)))));
	}

	@AfterAll
	void stop() {
		this.tls.close();
	}

	@TestFactory
	Stream<DynamicTest> thePublisherKeepsTheRules() {
		return ReactiveStreamsTck.rules(PublisherRules::new, this::closeStreams);
	}

	@TestFactory
	Stream<DynamicTest> theSubscriberKeepsTheRulesSeenFromOutside() {
		return ReactiveStreamsTck.rules(SubscriberBlackboxRules::new, this::closeStreams);
	}

	@TestFactory
	Stream<DynamicTest> theSubscriberKeepsTheRulesSeenFromInside() {
		return ReactiveStreamsTck.rules(SubscriberWhiteboxRules::new, this::closeStreams);
	}

	private CleartextStream connect(TlsServer server) {
		CleartextStream stream = TestTls.get(this.client.connect(TestTls.port(server), "localhost"));
		this.streams.add(stream);
		return stream;
	}

	private void closeStreams() {
		this.streams.forEach(CleartextStream::destroy);
		this.streams.clear();
	}

	private static ByteBuffer element(int number) {
		return ByteBuffer.wrap(("element " + number).getBytes(StandardCharsets.UTF_8));
	}

	final class PublisherRules extends FlowPublisherVerification<ByteBuffer> {

		PublisherRules() {
			super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, POLL_MILLIS), GC_TIMEOUT_MILLIS);
		}

		@Override
		public Flow.Publisher<ByteBuffer> createFlowPublisher(long elements) {
			ReactiveStreamsTckTests.this.wanted.add(elements);
			return connect(ReactiveStreamsTckTests.this.source).publisher();
		}

		@Override
		public Flow.Publisher<ByteBuffer> createFailedFlowPublisher() {
			CleartextStream stream = connect(ReactiveStreamsTckTests.this.drain);
			stream.destroy(new IllegalStateException("broken"));
			return stream.publisher();
		}

	}

	final class SubscriberBlackboxRules extends FlowSubscriberBlackboxVerification<ByteBuffer> {

		SubscriberBlackboxRules() {
			super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, POLL_MILLIS));
		}

		@Override
		public Flow.Subscriber<ByteBuffer> createFlowSubscriber() {
			return connect(ReactiveStreamsTckTests.this.drain).subscriber();
		}

		@Override
		public ByteBuffer createElement(int number) {
			return element(number);
		}

	}

	final class SubscriberWhiteboxRules extends FlowSubscriberWhiteboxVerification<ByteBuffer> {

		SubscriberWhiteboxRules() {
			super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, POLL_MILLIS));
		}

		@Override
		protected Flow.Subscriber<ByteBuffer> createFlowSubscriber(WhiteboxSubscriberProbe<ByteBuffer> probe) {
			return new ProbedSubscriber(connect(ReactiveStreamsTckTests.this.drain).subscriber(), probe);
		}

		@Override
		public ByteBuffer createElement(int number) {
			return element(number);
		}

		/**
		 * Tells the TCK what our subscriber has taken, and lets it ask in its place.
		 */
		private static final class ProbedSubscriber implements Flow.Subscriber<ByteBuffer> {

			private final Flow.Subscriber<ByteBuffer> subscriber;

			private final WhiteboxSubscriberProbe<ByteBuffer> probe;

			ProbedSubscriber(Flow.Subscriber<ByteBuffer> subscriber, WhiteboxSubscriberProbe<ByteBuffer> probe) {
				this.subscriber = subscriber;
				this.probe = probe;
			}

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				this.subscriber.onSubscribe(subscription);
				this.probe.registerOnSubscribe(new SubscriberPuppet() {

					@Override
					public void triggerRequest(long elements) {
						subscription.request(elements);
					}

					@Override
					public void signalCancel() {
						subscription.cancel();
					}

				});
			}

			@Override
			public void onNext(ByteBuffer data) {
				this.subscriber.onNext(data);
				this.probe.registerOnNext(data);
			}

			@Override
			public void onError(Throwable error) {
				this.subscriber.onError(error);
				this.probe.registerOnError(error);
			}

			@Override
			public void onComplete() {
				this.subscriber.onComplete();
				this.probe.registerOnComplete();
			}

		}

	}

	/**
	 * Writes so many bytes, at the pace of its peer, and ends.
	 */
	private static final class Source {

		private static final int BLOCK = 8192;

		private final CleartextStream stream;

		private long left;

		Source(CleartextStream stream, long count) {
			this.stream = stream;
			this.left = count;
			stream.onDrain(this::write);
		}

		void write() {
			boolean goOn = true;
			while (goOn && this.left > 0) {
				int part = (int) Math.min(BLOCK, this.left);
				this.left -= part;
				goOn = this.stream.write(new byte[part]);
			}
			if (this.left == 0) {
				this.stream.end();
			}
		}

	}

}
