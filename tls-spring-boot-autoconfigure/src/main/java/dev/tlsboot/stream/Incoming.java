package dev.tlsboot.stream;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a stream: what came in, who takes it, and whether the socket is
 * read meanwhile. Belongs to the event loop.
 */
final class Incoming {

	private final ChannelCleartextStream stream;

	private final Channel channel;

	// what nobody could take at once
	private final Queue<Object> received = new ArrayDeque<>(0);

	private @Nullable Consumer<Object> taker;

	private boolean paused;

	private boolean heldBack;

	private boolean delivering;

	private boolean ended;

	private boolean endDelivered;

	private boolean dropping;

	private boolean discarded;

	Incoming(ChannelCleartextStream stream, Channel channel) {
		this.stream = stream;
		this.channel = channel;
	}

	/**
	 * Return a taker for bytes, which is all that comes in unless a codec makes something
	 * else of them.
	 */
	static Consumer<Object> bytes(Consumer<ByteBuf> taker) {
		return (message) -> taker.accept(bytes(message));
	}

	/**
	 * Return what came in as bytes.
	 * @throws IllegalStateException if a codec has made something else of it
	 */
	static ByteBuf bytes(Object message) {
		if (!(message instanceof ByteBuf data)) {
			throw new IllegalStateException("A codec made a " + message.getClass().getName()
					+ " of what came in, where bytes are taken; take it with onMessage");
		}
		return data;
	}

	/**
	 * Return a taker for what a codec makes.
	 */
	static <T> Consumer<Object> messages(Class<T> type, Consumer<? super T> taker) {
		return (message) -> {
			if (!type.isInstance(message)) {
				throw new IllegalStateException(
						"A " + message.getClass().getName() + " came in, where a " + type.getName() + " is taken");
			}
			taker.accept(type.cast(message));
		};
	}

	/**
	 * Hand what comes in from now on to somebody. It is released after each call.
	 */
	void take(Consumer<Object> taker, boolean heldBack) {
		this.taker = taker;
		this.heldBack = heldBack;
		deliver();
	}

	/**
	 * Stop reading because whoever takes the data has enough for now, or go on. What
	 * somebody says who takes it no more does not count.
	 */
	void holdBack(Consumer<Object> taker, boolean heldBack) {
		if (this.taker == taker) {
			this.heldBack = heldBack;
			deliver();
		}
	}

	/**
	 * Hand nothing more to somebody. What comes in waits for who is next.
	 */
	void leave(Consumer<Object> taker) {
		if (this.taker == taker) {
			this.taker = null;
			this.heldBack = false;
			updateReading();
		}
	}

	void pause() {
		this.paused = true;
		updateReading();
	}

	void resume() {
		this.paused = false;
		if (this.taker == null) {
			this.taker = (message) -> {
			};
		}
		deliver();
	}

	boolean hasTaker() {
		return this.taker != null;
	}

	boolean ended() {
		return this.ended;
	}

	boolean endDelivered() {
		return this.endDelivered;
	}

	void add(Object message) {
		if (this.discarded) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (!this.delivering && flowing() && this.received.isEmpty()) {
			this.delivering = true;
			hand(message);
			this.delivering = false;
		}
		else {
			this.received.add(message);
		}
		deliver();
	}

	/**
	 * The peer will send no more.
	 */
	void end() {
		this.ended = true;
		deliver();
	}

	/**
	 * Read on, to learn of the peer's end, and drop what nobody takes.
	 */
	void drop() {
		this.dropping = true;
		deliver();
	}

	/**
	 * Hand on nothing more.
	 */
	void discard() {
		this.discarded = true;
		release();
	}

	void release() {
		for (Object message = this.received.poll(); message != null; message = this.received.poll()) {
			ReferenceCountUtil.release(message);
		}
	}

	private boolean flowing() {
		return this.taker != null && !this.paused && !this.heldBack;
	}

	void updateReading() {
		if (this.stream.isOpen()) {
			boolean reading = !this.ended && (flowing() || this.dropping);
			// which costs, also where it changes nothing
			if (this.channel.config().isAutoRead() != reading) {
				this.channel.config().setAutoRead(reading);
			}
		}
	}

	/**
	 * Hand on what has come in, as long as somebody takes it. A listener may call back
	 * into this stream; the loop that runs already then goes on with what it changed.
	 */
	void deliver() {
		if (this.delivering) {
			return;
		}
		this.delivering = true;
		try {
			while (flowing() && !this.received.isEmpty()) {
				hand(this.received.remove());
			}
		}
		finally {
			this.delivering = false;
		}
		if (this.dropping) {
			release();
		}
		if (this.ended && !this.endDelivered && this.received.isEmpty() && !this.paused && !this.discarded) {
			this.endDelivered = true;
			this.stream.peerEnded();
		}
		updateReading();
	}

	private void hand(Object message) {
		try {
			Objects.requireNonNull(this.taker).accept(message);
		}
		catch (Throwable ex) {
			this.stream.destroy(ex);
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

}
