package dev.tlsboot.pair;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;

/**
 * A channel without a socket: what its pipeline writes goes to a {@link Wire}, what the
 * wire brings is read when the pipeline wants to read. It thus has a socket's
 * back-pressure and half-close, and everything that works over a socket works over it.
 * Belongs to its event loop, but for what is said otherwise.
 */
final class PairChannel extends AbstractChannel implements DuplexChannel {

	private static final ChannelMetadata METADATA = new ChannelMetadata(false);

	private static final long HIGH_WATER_MARK = 64 * 1024;

	private static final long LOW_WATER_MARK = 32 * 1024;

	private static final int MAX_MESSAGES_PER_READ = 16;

	private final ChannelConfig config = new DefaultChannelConfig(this);

	private final Wire wire;

	private final SocketAddress localAddress;

	private final SocketAddress remoteAddress;

	private final Queue<ByteBuf> inbound = new ArrayDeque<>();

	// added to by those who bring data, from any thread
	private final AtomicLong unread = new AtomicLong();

	private boolean inboundEnded;

	private boolean readWanted;

	private boolean readScheduled;

	private volatile boolean open = true;

	private volatile boolean inputShutdown;

	private volatile boolean outputShutdown;

	PairChannel(Wire wire, ByteBufAllocator allocator, SocketAddress localAddress, SocketAddress remoteAddress) {
		super(null);
		this.wire = wire;
		this.localAddress = localAddress;
		this.remoteAddress = remoteAddress;
		this.config.setAllocator(allocator);
	}

	/**
	 * Announce data. On any thread.
	 * @return {@code false} if there is much that has not been read
	 */
	boolean announce(int bytes) {
		return this.unread.addAndGet(bytes) < HIGH_WATER_MARK;
	}

	/**
	 * Return whether there is much that has not been read. On any thread.
	 */
	boolean isCongested() {
		return this.open && this.unread.get() >= LOW_WATER_MARK;
	}

	/**
	 * Bring data that has been announced.
	 */
	void bring(ByteBuf data) {
		if (!this.open || this.inboundEnded) {
			this.unread.addAndGet(-data.readableBytes());
			data.release();
			return;
		}
		this.inbound.add(data);
		scheduleRead();
	}

	/**
	 * Say that no more data comes.
	 */
	void endInbound() {
		this.inboundEnded = true;
		scheduleRead();
	}

	@Override
	protected void doBeginRead() {
		this.readWanted = true;
		scheduleRead();
	}

	private void scheduleRead() {
		if (this.open && this.readWanted && !this.readScheduled && (!this.inbound.isEmpty() || this.inboundEnded)) {
			this.readScheduled = true;
			eventLoop().execute(this::readInbound);
		}
	}

	private void readInbound() {
		this.readScheduled = false;
		if (!this.open || !this.readWanted) {
			return;
		}
		this.readWanted = false;
		if (this.inbound.isEmpty()) {
			readEnd();
			return;
		}
		int messages = 0;
		do {
			ByteBuf data = this.inbound.remove();
			long before = this.unread.getAndAdd(-data.readableBytes());
			boolean drained = before >= LOW_WATER_MARK && before - data.readableBytes() < LOW_WATER_MARK;
			pipeline().fireChannelRead(data);
			if (drained) {
				this.wire.drained();
			}
		}
		while (!this.inbound.isEmpty() && ++messages < MAX_MESSAGES_PER_READ && this.config.isAutoRead());
		pipeline().fireChannelReadComplete();
	}

	private void readEnd() {
		if (!this.inputShutdown) {
			this.inputShutdown = true;
			pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
			pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
		}
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer output) {
		while (this.wire.isReady() && output.current() instanceof ByteBuf data) {
			// before anything that the wire does to this channel
			data.retain();
			output.remove();
			this.wire.take(data);
		}
	}

	@Override
	protected Object filterOutboundMessage(Object message) {
		if (message instanceof ByteBuf) {
			return message;
		}
		throw new UnsupportedOperationException("unsupported message type: " + message.getClass().getName());
	}

	@Override
	protected void doClose() {
		if (!this.open) {
			return;
		}
		this.open = false;
		for (ByteBuf data = this.inbound.poll(); data != null; data = this.inbound.poll()) {
			data.release();
		}
		this.wire.closed();
	}

	@Override
	protected void doShutdownOutput() {
		this.outputShutdown = true;
		this.wire.ended();
	}

	@Override
	public ChannelFuture shutdownOutput() {
		return shutdownOutput(newPromise());
	}

	@Override
	public ChannelFuture shutdownOutput(ChannelPromise promise) {
		EventLoop loop = eventLoop();
		if (loop.inEventLoop()) {
			((AbstractUnsafe) unsafe()).shutdownOutput(promise);
		}
		else {
			loop.execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
		}
		return promise;
	}

	@Override
	public ChannelFuture shutdownInput() {
		return shutdownInput(newPromise());
	}

	@Override
	public ChannelFuture shutdownInput(ChannelPromise promise) {
		this.inputShutdown = true;
		return promise.setSuccess();
	}

	@Override
	public ChannelFuture shutdown() {
		return shutdown(newPromise());
	}

	@Override
	public ChannelFuture shutdown(ChannelPromise promise) {
		this.inputShutdown = true;
		return shutdownOutput(promise);
	}

	@Override
	public boolean isInputShutdown() {
		return this.inputShutdown || !this.open;
	}

	@Override
	public boolean isOutputShutdown() {
		return this.outputShutdown || !this.open;
	}

	@Override
	public boolean isShutdown() {
		return isInputShutdown() && isOutputShutdown();
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public boolean isActive() {
		return this.open;
	}

	@Override
	public ChannelMetadata metadata() {
		return METADATA;
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	protected void doRegister(ChannelPromise promise) {
		// there is nothing to be polled
		promise.setSuccess();
	}

	@Override
	protected SocketAddress localAddress0() {
		return this.localAddress;
	}

	@Override
	protected SocketAddress remoteAddress0() {
		return this.remoteAddress;
	}

	@Override
	protected void doBind(SocketAddress localAddress) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void doDisconnect() {
		doClose();
	}

	@Override
	protected AbstractUnsafe newUnsafe() {
		return new AbstractUnsafe() {
			@Override
			public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
				promise.setFailure(new UnsupportedOperationException());
			}
		};
	}

	/**
	 * Where the channel's output goes. Called on the channel's event loop.
	 */
	interface Wire {

		/**
		 * Return whether it takes data now. When it does again, it flushes the channel.
		 */
		boolean isReady();

		/**
		 * Take data, and release it.
		 */
		void take(ByteBuf data);

		/**
		 * There is room again for what it brings.
		 */
		void drained();

		/**
		 * No more output comes.
		 */
		void ended();

		/**
		 * The channel is closed.
		 */
		void closed();

	}

}
