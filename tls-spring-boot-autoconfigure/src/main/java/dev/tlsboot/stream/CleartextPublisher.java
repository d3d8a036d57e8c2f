package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * What comes in, for one subscriber at a time, which gets as much as it asks for and not
 * a buffer more: without demand the socket is not read. Signals are given on the event
 * loop, to which the fields belong.
 */
final class CleartextPublisher implements Flow.Publisher<ByteBuffer> {

	private final ChannelCleartextStream stream;

	private @Nullable ReadSubscription active;

	private boolean completed;

	private @Nullable Throwable failure;

	CleartextPublisher(ChannelCleartextStream stream) {
		this.stream = stream;
		stream.onEnd(this::complete);
		stream.onError(this::fail);
		// closed by ourselves, before the peer had come to its end
		stream.onClose(() -> fail(new ClosedChannelException()));
	}

	@Override
	public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
		Objects.requireNonNull(subscriber, "subscriber");
		this.stream.onEventLoop(() -> begin(subscriber));
	}

	private void begin(Flow.Subscriber<? super ByteBuffer> subscriber) {
		ReadSubscription subscription = new ReadSubscription(subscriber);
		if (this.active != null) {
			subscription.begin();
			subscription.fail(new IllegalStateException("Somebody else reads this connection"));
			return;
		}
		this.active = subscription;
		subscription.begin();
		if (this.completed) {
			complete();
		}
		else if (this.failure != null) {
			fail(this.failure);
		}
		else if (this.active == subscription) {
			this.stream.receive(subscription, subscription.demand == 0);
		}
	}

	private void complete() {
		this.completed = true;
		if (this.active != null) {
			this.active.complete();
		}
	}

	private void fail(Throwable error) {
		if (this.completed) {
			return;
		}
		if (this.failure == null) {
			this.failure = error;
		}
		if (this.active != null) {
			this.active.fail(error);
		}
	}

	/**
	 * One subscriber's demand. After the last signal nothing holds on to the subscriber.
	 */
	private final class ReadSubscription implements Flow.Subscription, Consumer<Object> {

		private final Consumer<Object> bytes = Incoming.bytes(this::next);

		private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;

		private long demand;

		ReadSubscription(Flow.Subscriber<? super ByteBuffer> subscriber) {
			this.subscriber = subscriber;
		}

		void begin() {
			signal((subscriber) -> subscriber.onSubscribe(this));
		}

		@Override
		public void request(long count) {
			CleartextPublisher.this.stream.onEventLoop(() -> {
				if (this.subscriber == null) {
					return;
				}
				if (count <= 0) {
					fail(new IllegalArgumentException(
							"The demand has to be positive (Reactive Streams, rule 3.9), not " + count));
					return;
				}
				this.demand = (this.demand + count > 0) ? this.demand + count : Long.MAX_VALUE;
				CleartextPublisher.this.stream.holdBack(this, false);
			});
		}

		@Override
		public void cancel() {
			CleartextPublisher.this.stream.onEventLoop(this::leave);
		}

		@Override
		public void accept(Object message) {
			this.bytes.accept(message);
		}

		private void next(ByteBuf data) {
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			if (this.demand == 0) {
				CleartextPublisher.this.stream.holdBack(this, true);
			}
			// the subscriber may keep it as long as it likes
			ByteBuffer copy = ByteBuffer.wrap(ByteBufUtil.getBytes(data));
			signal((subscriber) -> subscriber.onNext(copy));
		}

		void complete() {
			Flow.Subscriber<? super ByteBuffer> subscriber = leave();
			if (subscriber != null) {
				subscriber.onComplete();
			}
		}

		void fail(Throwable error) {
			Flow.Subscriber<? super ByteBuffer> subscriber = leave();
			if (subscriber != null) {
				subscriber.onError(error);
			}
		}

		/**
		 * A subscriber that throws has cancelled by that (rule 2.13), and nobody knows
		 * what it has made of the data.
		 */
		private void signal(Consumer<Flow.Subscriber<? super ByteBuffer>> signal) {
			Flow.Subscriber<? super ByteBuffer> subscriber = this.subscriber;
			if (subscriber == null) {
				return;
			}
			try {
				signal.accept(subscriber);
			}
			catch (Throwable ex) {
				leave();
				CleartextPublisher.this.stream.destroy(ex);
			}
		}

		private Flow.@Nullable Subscriber<? super ByteBuffer> leave() {
			Flow.Subscriber<? super ByteBuffer> subscriber = this.subscriber;
			this.subscriber = null;
			if (CleartextPublisher.this.active == this) {
				CleartextPublisher.this.active = null;
			}
			CleartextPublisher.this.stream.leave(this);
			return subscriber;
		}

	}

}
