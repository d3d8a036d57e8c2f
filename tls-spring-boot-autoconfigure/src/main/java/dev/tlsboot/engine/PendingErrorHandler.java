package dev.tlsboot.engine;

import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

/**
 * Behind TLS on BoringSSL, asks for the errors that Netty's engine keeps to itself: it
 * sends the alert first, and tells of the error when it is next called, which may be
 * never, or too late to say why the connection broke. A read that yields nothing in clear
 * is where such an error hides.
 */
final class PendingErrorHandler extends ChannelInboundHandlerAdapter {

	private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

	// the engine wants room for a record's overhead before it looks at anything
	private static final int ROOM = 512;

	private final SslHandler tls;

	private boolean yielded;

	PendingErrorHandler(SslHandler tls) {
		this.tls = tls;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		this.yielded = true;
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (!this.yielded && this.tls.handshakeFuture().isSuccess() && !this.tls.engine().isInboundDone()) {
			raisePending(ctx);
		}
		this.yielded = false;
		ctx.fireChannelReadComplete();
	}

	private void raisePending(ChannelHandlerContext ctx) {
		ByteBuf out = ctx.alloc().directBuffer(ROOM);
		try {
			SSLEngineResult result = this.tls.engine().wrap(NOTHING, out.nioBuffer(0, ROOM));
			if (result.bytesProduced() > 0) {
				ctx.pipeline()
					.context(this.tls)
					.writeAndFlush(out.retain().writerIndex(result.bytesProduced()), ctx.voidPromise());
			}
		}
		catch (SSLException ex) {
			ctx.fireExceptionCaught(ex);
		}
		finally {
			out.release();
		}
	}

}
