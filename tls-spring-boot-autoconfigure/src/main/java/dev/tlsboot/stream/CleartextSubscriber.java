package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * What goes out, for a publisher. It is asked for one buffer at a time, and only while
 * the peer takes what is queued. The subscription is spoken to on the event loop alone
 * (Reactive Streams, rule 2.7), to which the fields belong.
 */
final class CleartextSubscriber implements Flow.Subscriber<ByteBuffer> {

	/**
	 * How many buffers a publisher that answers at once may give before other connections
	 * of the event loop have their turn.
	 */
	private static final int TURN = 64;

	private final ChannelCleartextStream stream;

	private Flow.@Nullable Subscription subscription;

	private boolean done;

	private boolean outstanding;

	private boolean asking;

	CleartextSubscriber(ChannelCleartextStream stream) {
		this.stream = stream;
		stream.onDrain(this::ask);
		stream.onClose(this::cancel);
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		Objects.requireNonNull(subscription, "subscription");
		this.stream.onEventLoop(() -> {
			if (this.done || this.subscription != null || this.stream.outputEnded()) {
				subscription.cancel();
				return;
			}
			this.subscription = subscription;
			ask();
		});
	}

	@Override
	public void onNext(ByteBuffer data) {
		Objects.requireNonNull(data, "data");
		try {
			this.stream.write(data);
		}
		catch (IllegalStateException ex) {
			// our side has ended
			this.stream.onEventLoop(this::cancel);
			return;
		}
		this.stream.onEventLoop(() -> {
			this.outstanding = false;
			ask();
		});
	}

	@Override
	public void onError(Throwable error) {
		Objects.requireNonNull(error, "error");
		this.stream.onEventLoop(this::finish);
		this.stream.destroy(error);
	}

	@Override
	public void onComplete() {
		this.stream.onEventLoop(this::finish);
		this.stream.end();
	}

	/**
	 * Ask for the next buffer. A publisher may answer before the request returns; the
	 * loop that runs already then goes on.
	 */
	private void ask() {
		if (this.asking) {
			return;
		}
		this.asking = true;
		try {
			for (int i = 0; i < TURN; i++) {
				Flow.Subscription subscription = this.subscription;
				if (subscription == null || this.outstanding || this.stream.needsDrain()) {
					return;
				}
				this.outstanding = true;
				subscription.request(1);
			}
		}
		finally {
			this.asking = false;
		}
		this.stream.later(this::ask);
	}

	private void finish() {
		this.subscription = null;
		this.done = true;
	}

	private void cancel() {
		Flow.Subscription subscription = this.subscription;
		finish();
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
