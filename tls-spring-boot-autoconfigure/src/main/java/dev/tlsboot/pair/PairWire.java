package dev.tlsboot.pair;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.tlsboot.stream.CleartextStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The encrypted side of a pair on its channel. Fields belong to the event loop.
 */
final class PairWire implements EncryptedStream, PairChannel.Wire {

	private static final Logger logger = LoggerFactory.getLogger(SecurePair.class);

	private final EventLoop loop;

	private final Executor blocking;

	private @Nullable PairChannel channel;

	private @Nullable Consumer<ByteBuf> sink;

	private boolean paused;

	private boolean ended;

	private boolean closed;

	private final List<Runnable> drainListeners = new ArrayList<>(1);

	private final List<Runnable> endListeners = new ArrayList<>(1);

	private final List<Runnable> closeListeners = new ArrayList<>(1);

	/**
	 * Create the encrypted side.
	 * @param loop the event loop of the pair
	 * @param blocking runs what blocks, each on a thread of its own
	 */
	PairWire(EventLoop loop, Executor blocking) {
		this.loop = loop;
		this.blocking = blocking;
	}

	/**
	 * Say which channel this is the wire of, before it is registered.
	 */
	void attach(PairChannel channel) {
		this.channel = channel;
	}

	private PairChannel channel() {
		return Objects.requireNonNull(this.channel);
	}

	private void onEventLoop(Runnable action) {
		if (this.loop.inEventLoop()) {
			action.run();
			return;
		}
		try {
			this.loop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			if (!this.loop.isShuttingDown()) {
				throw ex;
			}
			// nothing of this loop runs any more
			this.loop.terminationFuture().addListener((terminated) -> action.run());
		}
	}

	@Override
	public EncryptedStream onData(Consumer<ByteBuffer> listener) {
		Objects.requireNonNull(listener, "listener");
		return receive((data) -> listener.accept(data.nioBuffer()));
	}

	private EncryptedStream receive(Consumer<ByteBuf> sink) {
		onEventLoop(() -> {
			this.sink = sink;
			flush();
		});
		return this;
	}

	private void flush() {
		PairChannel channel = channel();
		if (isReady() && channel.isRegistered() && channel.isOpen()) {
			channel.unsafe().flush();
		}
	}

	@Override
	public EncryptedStream onEnd(Runnable listener) {
		return add(listener, this.endListeners, () -> this.ended);
	}

	@Override
	public EncryptedStream onDrain(Runnable listener) {
		return add(listener, this.drainListeners, () -> false);
	}

	@Override
	public EncryptedStream onClose(Runnable listener) {
		return add(listener, this.closeListeners, () -> this.closed);
	}

	private EncryptedStream add(Runnable listener, List<Runnable> listeners, BooleanSupplier over) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (over.getAsBoolean()) {
				listener.run();
			}
			else {
				listeners.add(listener);
			}
		});
		return this;
	}

	@Override
	public boolean write(ByteBuffer data) {
		return write(Unpooled.copiedBuffer(data));
	}

	private boolean write(ByteBuf data) {
		boolean room = channel().announce(data.readableBytes());
		onEventLoop(() -> channel().bring(data));
		return room;
	}

	@Override
	public boolean needsDrain() {
		return channel().isCongested();
	}

	@Override
	public void end() {
		onEventLoop(() -> channel().endInbound());
	}

	@Override
	public void destroy() {
		onEventLoop(() -> {
			if (channel().isOpen()) {
				channel().unsafe().close(channel().unsafe().voidPromise());
			}
		});
	}

	@Override
	public void destroy(Throwable error) {
		Objects.requireNonNull(error, "error");
		onEventLoop(() -> {
			if (!this.closed) {
				channel().pipeline().fireExceptionCaught(error);
			}
			destroy();
		});
	}

	@Override
	public EncryptedStream pause() {
		onEventLoop(() -> this.paused = true);
		return this;
	}

	@Override
	public EncryptedStream resume() {
		onEventLoop(() -> {
			this.paused = false;
			flush();
		});
		return this;
	}

	@Override
	public void over(EncryptedStream peer) {
		flow(peer);
		if (peer instanceof PairWire other) {
			other.flow(this);
			return;
		}
		peer.onData((data) -> {
			if (!write(data)) {
				peer.pause();
				resumeUnlessCongested(peer);
			}
		});
		onDrain(peer::resume);
		peer.onEnd(this::end);
	}

	private void resumeUnlessCongested(EncryptedStream peer) {
		// it may have drained meanwhile, on its own event loop
		if (!needsDrain()) {
			peer.resume();
		}
	}

	private void flow(EncryptedStream peer) {
		receive((data) -> {
			boolean room = (peer instanceof PairWire other) ? other.write(data.retain()) : peer.write(data.nioBuffer());
			if (!room) {
				this.paused = true;
				if (!peer.needsDrain()) {
					this.paused = false;
				}
			}
		});
		peer.onDrain(this::resume);
		onEnd(peer::end);
	}

	@Override
	public void over(CleartextStream carrier) {
		receive((data) -> {
			if (carrier.isOpen() && !carrier.write(data.retain())) {
				this.paused = true;
				if (!carrier.needsDrain()) {
					this.paused = false;
				}
			}
		});
		carrier.onDrain(this::resume);
		onEnd(carrier::end);
		onDrain(carrier::resume);
		carrier.onError(this::destroy);
		carrier.onEnd(this::end);
		carrier.onClose(this::end);
		carrier.onData((data) -> {
			if (!write(data)) {
				carrier.pause();
				if (!needsDrain()) {
					carrier.resume();
				}
			}
		});
	}

	@Override
	public void over(InputStream input, OutputStream output) {
		new StreamPump(this, input, output).start(this.blocking);
	}

	@Override
	public boolean isReady() {
		return this.sink != null && !this.paused;
	}

	@Override
	public void take(ByteBuf data) {
		try {
			Objects.requireNonNull(this.sink).accept(data);
		}
		catch (Throwable ex) {
			// not from within what the channel is just doing
			this.loop.execute(() -> destroy(ex));
		}
		finally {
			data.release();
		}
	}

	@Override
	public void drained() {
		runAll(this.drainListeners);
	}

	@Override
	public void ended() {
		if (!this.ended) {
			this.ended = true;
			runAll(this.endListeners);
		}
	}

	@Override
	public void closed() {
		this.closed = true;
		ended();
		runAll(this.closeListeners);
	}

	private static void runAll(List<Runnable> listeners) {
		for (Runnable listener : List.copyOf(listeners)) {
			try {
				listener.run();
			}
			catch (Throwable ex) {
				logger.warn("A listener of the encrypted side of a pair failed", ex);
			}
		}
	}

}
