package dev.tlsboot.stream;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Stands between TLS and an application's codecs. Codecs learn of the peer's
 * {@code close_notify} as they learn of the end of a socket's input, and so give what
 * they have kept before the stream ends; and a codec that closes the connection ends it,
 * which the stream is not to take for a connection that was cut off.
 */
final class CodecBoundary extends ChannelDuplexHandler {

	private final ChannelCleartextStream stream;

	private boolean read;

	CodecBoundary(ChannelCleartextStream stream) {
		this.stream = stream;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		this.read = true;
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (!this.read) {
			this.stream.readNothing();
		}
		this.read = false;
		ctx.fireChannelReadComplete();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslCloseCompletionEvent end && end.isSuccess() && this.stream.closeNotifyCame()) {
			ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		this.stream.closing();
		ctx.close(promise);
	}

}
