package dev.tlsboot.handshake;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import dev.tlsboot.stream.Wire;
import dev.tlsboot.trust.CertificateAlert;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The handler next to the socket: counts what passes, reads nothing for a while if told
 * to, lets no record be missing among others, and sees to it that our last word fits and
 * is not lost by a close in haste. What is encrypted while something is read goes to the
 * socket in one piece.
 */
final class WireHandler extends FlushConsolidationHandler implements Wire {

	/**
	 * How long a peer may take to hang up after our fatal alert. A socket that is closed
	 * while data is on its way to it is reset, and a reset can destroy the alert before
	 * the peer has read it.
	 */
	private static final long LINGER_SECONDS = 1;

	/**
	 * A fatal {@code certificate_unknown} in clear, as it is before there are keys, but
	 * for its version (RFC 5246, sections 6.2.1 and 7.2).
	 */
	private static final ByteBuf CERTIFICATE_UNKNOWN = Unpooled
		.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] { 21, 3, 3, 0, 2, 2, 46 }));

	private static final AtomicLongFieldUpdater<WireHandler> BYTES_READ = AtomicLongFieldUpdater
		.newUpdater(WireHandler.class, "bytesRead");

	private static final AtomicLongFieldUpdater<WireHandler> BYTES_WRITTEN = AtomicLongFieldUpdater
		.newUpdater(WireHandler.class, "bytesWritten");

	private static final int VERSION_OFFSET = 2;

	private static final int ALERT_OFFSET = 6;

	private final EndpointFigures figures;

	private @Nullable ChannelHandlerContext ctx;

	// written by the event loop only, which need not wait until others see it
	private volatile long bytesRead;

	private volatile long bytesWritten;

	// how much may be read for the moment, and what becomes of a peer that sends more
	private long limit;

	private @Nullable Runnable whenExceeded;

	private @Nullable Runnable whenRead;

	private @Nullable CertificateAlert alert;

	private boolean closing;

	private boolean lingerOnClose;

	private boolean lingering;

	private boolean heldBack;

	// what was asked for meanwhile
	private boolean readWanted;

	WireHandler(EndpointFigures figures) {
		this.figures = figures;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
		super.handlerAdded(ctx);
		this.ctx = ctx;
	}

	@Override
	public long bytesRead() {
		return this.bytesRead;
	}

	@Override
	public long bytesWritten() {
		return this.bytesWritten;
	}

	@Override
	public void holdBack(boolean heldBack) {
		ChannelHandlerContext ctx = Objects.requireNonNull(this.ctx);
		try {
			// always later, so that calls of several threads keep their order
			ctx.executor().execute(() -> holdBack(ctx, heldBack));
		}
		catch (RejectedExecutionException ex) {
			// the application has stopped, and the connection is closed
		}
	}

	private void holdBack(ChannelHandlerContext ctx, boolean heldBack) {
		if (this.heldBack == heldBack || this.lingering) {
			return;
		}
		this.heldBack = heldBack;
		ChannelConfig config = ctx.channel().config();
		if (heldBack && config.isAutoRead()) {
			// the transport forgets that it is to read; whoever reads by and by is met in
			// read(…), while the stream finds its setting as it was
			config.setAutoRead(false);
			config.setAutoRead(true);
		}
		if (!heldBack && this.readWanted) {
			this.readWanted = false;
			ctx.read();
		}
	}

	@Override
	public void read(ChannelHandlerContext ctx) {
		if (this.heldBack && !this.lingering) {
			this.readWanted = true;
		}
		else {
			ctx.read();
		}
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
	 * Tell when the peer sends something next. To be called on the event loop.
	 * @param action what to do then, once
	 */
	void whenRead(Runnable action) {
		this.whenRead = action;
	}

	/**
	 * Let the peer know what is wrong with its certificate, where the engine only says
	 * that something is: JSSE has one alert for all on a server. Alerts under encryption,
	 * as those of TLS 1.3 are, go out as they come. To be called on the event loop.
	 * @param alert the alert that fits
	 */
	void fittingAlert(CertificateAlert alert) {
		this.alert = alert;
	}

	/**
	 * Let the next close wait, for a moment, for the peer to hang up. To be called on the
	 * event loop.
	 */
	void lingerOnClose() {
		this.lingerOnClose = true;
	}

	/**
	 * Hand on what came in before there was somebody to take it. To be called on the
	 * event loop.
	 * @param data what has been counted already
	 */
	void readAgain(ByteBuf data) {
		Objects.requireNonNull(this.ctx).fireChannelRead(data);
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
		int bytes = ((ByteBuf) message).readableBytes();
		BYTES_READ.lazySet(this, this.bytesRead + bytes);
		this.figures.read(bytes);
		Runnable action = this.whenRead;
		if (action != null) {
			this.whenRead = null;
			action.run();
		}
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
			super.channelRead(ctx, message);
		}
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf data) {
			int bytes = data.readableBytes();
			BYTES_WRITTEN.lazySet(this, this.bytesWritten + bytes);
			this.figures.written(bytes);
			if (this.alert != null && isCertificateUnknown(data)) {
				data.setByte(data.readerIndex() + ALERT_OFFSET, this.alert.number());
			}
		}
		ctx.write(message, promise);
		if (promise.isDone()) {
			missed(ctx, promise.cause());
		}
	}

	@Override
	public void flush(ChannelHandlerContext ctx) throws Exception {
		if (this.closing) {
			ctx.flush();
		}
		else {
			super.flush(ctx);
		}
	}

	@Override
	public void closing() {
		if (!this.closing) {
			this.closing = true;
			Objects.requireNonNull(this.ctx).flush();
		}
	}

	/**
	 * A record that could not be handed to the socket, for want of memory, must not be
	 * missing in silence while later ones go out. The TLS handler asks after the last
	 * record of each write only. What fails later on closes the connection by itself.
	 */
	private static void missed(ChannelHandlerContext ctx, @Nullable Throwable cause) {
		if (cause != null && !(cause instanceof IOException) && ctx.channel().isActive()) {
			ctx.fireExceptionCaught(cause);
		}
	}

	private static boolean isCertificateUnknown(ByteBuf data) {
		int start = data.readerIndex();
		int rest = VERSION_OFFSET + 1;
		return data.readableBytes() == CERTIFICATE_UNKNOWN.capacity()
				&& ByteBufUtil.equals(data, start, CERTIFICATE_UNKNOWN, 0, VERSION_OFFSET) && ByteBufUtil.equals(data,
						start + rest, CERTIFICATE_UNKNOWN, rest, CERTIFICATE_UNKNOWN.capacity() - rest);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
		if (!this.lingerOnClose || this.lingering || !(ctx.channel() instanceof DuplexChannel duplex)
				|| !duplex.isActive() || duplex.isInputShutdown()) {
			super.close(ctx, promise);
			return;
		}
		this.lingering = true;
		ctx.flush();
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
