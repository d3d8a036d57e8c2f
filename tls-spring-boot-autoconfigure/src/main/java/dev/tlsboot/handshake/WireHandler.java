package dev.tlsboot.handshake;

import java.util.concurrent.TimeUnit;

import dev.tlsboot.stream.WireCount;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The handler next to the socket: counts what passes, and closes slowly where our last
 * word would be lost otherwise.
 */
final class WireHandler extends ChannelDuplexHandler implements WireCount {

	/**
	 * How long a peer may take to hang up after our fatal alert. A socket that is closed
	 * while data is on its way to it is reset, and a reset can destroy the alert before
	 * the peer has read it.
	 */
	private static final long LINGER_SECONDS = 1;

	private final EndpointFigures figures;

	// written by the event loop only
	private volatile long bytesRead;

	private volatile long bytesWritten;

	// how much may be read for the moment, and what becomes of a peer that sends more
	private long limit;

	private @Nullable Runnable whenExceeded;

	private boolean lingerOnClose;

	private boolean lingering;

	WireHandler(EndpointFigures figures) {
		this.figures = figures;
	}

	@Override
	public long bytesRead() {
		return this.bytesRead;
	}

	@Override
	public long bytesWritten() {
		return this.bytesWritten;
	}

	/**
	 * Limit what may be read. To be called on the event loop.
	 * @param limit the number of bytes, since the beginning
	 * @param whenExceeded what to do with a peer that has sent more, once
	 */
	void limit(long limit, Runnable whenExceeded) {
		this.limit = limit;
		this.whenExceeded = whenExceeded;
	}

	/**
	 * Let the peer send what it wants. To be called on the event loop.
	 */
	void noLimit() {
		// which would keep the handshake in memory as long as the connection lives
		this.whenExceeded = null;
	}

	/**
	 * Let the next close wait, for a moment, for the peer to hang up. To be called on the
	 * event loop.
	 */
	void lingerOnClose() {
		this.lingerOnClose = true;
	}

	@Override
	@SuppressWarnings("NonAtomicOperationOnVolatileField")
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		int bytes = ((ByteBuf) message).readableBytes();
		this.bytesRead += bytes;
		this.figures.read(bytes);
		Runnable exceeded = this.whenExceeded;
		if (exceeded != null && this.bytesRead > this.limit) {
			noLimit();
			exceeded.run();
			ReferenceCountUtil.release(message);
		}
		else if (this.lingering) {
			ReferenceCountUtil.release(message);
		}
		else {
			ctx.fireChannelRead(message);
		}
	}

	@Override
	@SuppressWarnings("NonAtomicOperationOnVolatileField")
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf data) {
			int bytes = data.readableBytes();
			this.bytesWritten += bytes;
			this.figures.written(bytes);
		}
		ctx.write(message, promise);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (!this.lingerOnClose || this.lingering || !(ctx.channel() instanceof DuplexChannel duplex)
				|| !duplex.isActive() || duplex.isInputShutdown()) {
			ctx.close(promise);
			return;
		}
		this.lingering = true;
		duplex.shutdownOutput();
		duplex.config().setAutoRead(true);
		ctx.executor().schedule(() -> ctx.close(promise), LINGER_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (this.lingering && event == ChannelInputShutdownEvent.INSTANCE) {
			ctx.close();
			return;
		}
		ctx.fireUserEventTriggered(event);
	}

}
