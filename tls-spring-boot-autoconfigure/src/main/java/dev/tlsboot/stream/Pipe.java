package dev.tlsboot.stream;

import java.util.function.Consumer;

/**
 * Writes what comes in on one stream to another one, at the pace of the latter.
 */
final class Pipe implements Consumer<Object> {

	private final ChannelCleartextStream source;

	private final CleartextStream destination;

	Pipe(ChannelCleartextStream source, CleartextStream destination) {
		this.source = source;
		this.destination = destination;
	}

	void begin() {
		this.source.receive(this);
		this.destination.onDrain(() -> this.source.holdBack(this, false));
		this.source.onEnd(this.destination::end);
		if (this.destination != this.source) {
			this.destination.onClose(this.source::destinationClosed);
		}
	}

	@Override
	public void accept(Object message) {
		if (!hasEnded() && !this.destination.write(Incoming.bytes(message).retain())) {
			holdBack();
		}
	}

	private void holdBack() {
		this.source.holdBack(this, true);
		// it may have drained meanwhile, on its own event loop
		if (!this.destination.needsDrain()) {
			this.source.holdBack(this, false);
		}
	}

	private boolean hasEnded() {
		return !this.destination.isOpen()
				|| (this.destination instanceof ChannelCleartextStream other && other.outputEnded());
	}

}
