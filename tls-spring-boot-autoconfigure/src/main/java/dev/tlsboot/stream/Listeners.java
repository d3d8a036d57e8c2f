package dev.tlsboot.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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

	private final List<Runnable> end = new ArrayList<>(1);

	private final List<Runnable> drain = new ArrayList<>(1);

	private final List<Consumer<Throwable>> error = new ArrayList<>(1);

	private final List<Runnable> close = new ArrayList<>(1);

	Listeners(ChannelCleartextStream stream) {
		this.stream = stream;
	}

	void onEnd(Runnable listener) {
		this.end.add(listener);
	}

	void onDrain(Runnable listener) {
		this.drain.add(listener);
	}

	void onError(Consumer<Throwable> listener) {
		this.error.add(listener);
	}

	void onClose(Runnable listener) {
		this.close.add(listener);
	}

	void ended() {
		List.copyOf(this.end).forEach(this::run);
	}

	void drained() {
		List.copyOf(this.drain).forEach(this::run);
	}

	void broke(Throwable cause) {
		List.copyOf(this.error).forEach((listener) -> run(() -> listener.accept(cause)));
	}

	void closed() {
		List.copyOf(this.close).forEach(this::run);
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
