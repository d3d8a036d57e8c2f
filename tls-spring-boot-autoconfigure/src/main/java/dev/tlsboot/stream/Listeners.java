package dev.tlsboot.stream;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a stream tells of its drains, its end, its error and its close. One that throws
 * destroys the connection, and keeps none of the others from being told. Belongs to the
 * event loop.
 */
final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(CleartextStream.class);

	private final ChannelCleartextStream stream;

	private List<Runnable> end = List.of();

	private List<Runnable> drain = List.of();

	private List<Consumer<Throwable>> error = List.of();

	private List<Runnable> close = List.of();

	Listeners(ChannelCleartextStream stream) {
		this.stream = stream;
	}

	void onEnd(Runnable listener) {
		this.end = with(this.end, listener);
	}

	void onDrain(Runnable listener) {
		this.drain = with(this.drain, listener);
	}

	void onError(Consumer<Throwable> listener) {
		this.error = with(this.error, listener);
	}

	void onClose(Runnable listener) {
		this.close = with(this.close, listener);
	}

	/**
	 * Return a list with one more, so that the one before may be gone through meanwhile.
	 * Most have one listener, or none, for as long as the connection lives.
	 */
	private static <T> List<T> with(List<T> listeners, T listener) {
		return listeners.isEmpty() ? List.of(listener)
				: Stream.concat(listeners.stream(), Stream.of(listener)).toList();
	}

	void ended() {
		this.end.forEach(this::run);
	}

	void drained() {
		this.drain.forEach(this::run);
	}

	void broke(Throwable cause) {
		this.error.forEach((listener) -> run(() -> listener.accept(cause)));
	}

	void closed() {
		this.close.forEach(this::run);
	}

	void run(Runnable listener) {
		try {
			listener.run();
		}
		catch (Throwable ex) {
			if (this.stream.isOpen()) {
				this.stream.destroy(ex);
			}
			else {
				logger.warn("A listener failed on a closed connection", ex);
			}
		}
	}

}
