package dev.tlsboot.handshake;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * What was said on a channel before TLS, as with STARTTLS (RFC 3207) or through a proxy.
 * When it ends, all its handlers leave the pipeline. What they have read ahead was sent
 * in clear, by whomever: whoever took it for a part of what comes encrypted would let a
 * stranger put words into the peer's mouth (CVE-2011-0411).
 */
public final class ClearDialogue {

	private ClearDialogue() {
	}

	/**
	 * Begin to watch for what is sent behind the end of the dialogue, where its handlers
	 * may leave the pipeline by themselves.
	 * @param pipeline the pipeline, with all its handlers
	 */
	public static void watch(ChannelPipeline pipeline) {
		if (pipeline.get(Remainder.class) == null) {
			pipeline.addLast(new Remainder());
		}
	}

	/**
	 * Complain about a channel that is secured, or about to be.
	 * @param channel the channel, on its event loop
	 * @throws IllegalStateException if it is
	 */
	public static void requireInClear(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(SslHandler.class) != null || pipeline.get(HandshakeHandler.class) != null
				|| pipeline.get(Backlog.class) != null) {
			throw new IllegalStateException("The channel is secured already");
		}
	}

	/**
	 * End the dialogue, and leave its pipeline to TLS. A codec may have made several
	 * messages of what it has read, and be about to hand on the next one when it is back
	 * from the one that has led here: only then it shows whether there are any.
	 * @param channel the channel, on its event loop
	 * @param begin adds the handlers of TLS at the end of the pipeline; called on the
	 * event loop, soon
	 * @param fail called in its place, with a {@link ClosedChannelException} if the
	 * channel is closed, or with a {@link TlsHandshakeException} if a handler has read
	 * more than its part; the channel is of no use then
	 */
	public static void end(Channel channel, Runnable begin, Consumer<? super Throwable> fail) {
		ChannelPipeline pipeline = channel.pipeline();
		watch(pipeline);
		Remainder remainder = pipeline.get(Remainder.class);
		// decoders hand on what they have kept when they leave: to nobody but the last
		// one
		List<String> names = new ArrayList<>(pipeline.toMap().keySet());
		Collections.reverse(names);
		for (String name : names) {
			if (pipeline.get(name) != null && pipeline.get(name) != remainder) {
				pipeline.remove(name);
			}
		}
		Backlog backlog = new Backlog();
		pipeline.addFirst(backlog);
		channel.config().setAutoRead(false);
		channel.eventLoop().execute(() -> {
			try {
				requireConnected(channel);
				pipeline.remove(remainder);
				if (remainder.found) {
					throw new TlsHandshakeException(FailureReason.OTHER,
							"The peer sent data in clear behind the end of the dialogue in clear", null);
				}
				channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
				channel.config().setAutoRead(true);
				begin.run();
				pipeline.remove(backlog);
			}
			catch (Throwable ex) {
				fail.accept(ex);
			}
		});
	}

	private static void requireConnected(Channel channel) throws ClosedChannelException {
		if (!channel.isActive() || (channel instanceof DuplexChannel duplex && duplex.isInputShutdown())) {
			throw new ClosedChannelException();
		}
	}

	private static final class Remainder extends ChannelInboundHandlerAdapter {

		private boolean found;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			this.found = true;
			ReferenceCountUtil.release(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			// whoever waits for the dialogue is told by its handlers
		}

	}

	/**
	 * Keeps what comes from the socket meanwhile, and hands it to TLS when it leaves. It
	 * is the first handler, so that nothing of the dialogue comes by.
	 */
	private static final class Backlog extends ByteToMessageDecoder {

		@Override
		protected void decode(ChannelHandlerContext ctx, ByteBuf input, List<Object> output) {
			// all of it is for TLS
		}

	}

}
