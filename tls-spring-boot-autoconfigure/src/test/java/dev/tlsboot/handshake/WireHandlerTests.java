package dev.tlsboot.handshake;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In front of the wire is what the socket is told, behind it what answers each record, as
 * a TLS handler does.
 */
class WireHandlerTests {

	private final Socket socket = new Socket();

	private final WireHandler wire = new WireHandler(new EndpointFigures("test"));

	private final EmbeddedChannel channel = new EmbeddedChannel(this.socket, this.wire, new Answering());

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void handsTheSocketWhatAnswersOneReadInOnePiece() {
		this.channel.writeInbound(record(), record(), record());
		assertThat(this.socket.told).containsExactly("write", "write", "write", "flush");
	}

	@Test
	void flushesAtOnceWhatAnswersNothing() {
		this.channel.writeOutbound(record());
		assertThat(this.socket.told).containsExactly("write", "flush");
	}

	@Test
	void letsNoFarewellWait() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
			@Override
			public void channelRead(ChannelHandlerContext ctx, Object message) {
				WireHandlerTests.this.wire.closing();
			}
		});
		this.channel.writeInbound(record(), record());
		assertThat(this.socket.told).startsWith("write", "flush", "write", "flush");
	}

	@Test
	void flushesWhatItHasBeforeTheSocketIsClosed() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
			@Override
			public void channelRead(ChannelHandlerContext ctx, Object message) {
				ctx.close();
			}
		});
		this.channel.writeInbound(record());
		assertThat(this.socket.told).containsExactly("write", "flush", "close");
	}

	private static Object record() {
		return Unpooled.wrappedBuffer(new byte[] { 23, 3, 3, 0, 1, 0 });
	}

	private static final class Answering extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ctx.writeAndFlush(message);
			ctx.fireChannelRead("answered");
		}

	}

	private static final class Socket extends ChannelOutboundHandlerAdapter {

		private final List<String> told = new ArrayList<>();

		@Override
		public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
			this.told.add("write");
			ctx.write(message, promise);
		}

		@Override
		public void flush(ChannelHandlerContext ctx) {
			this.told.add("flush");
			ctx.flush();
		}

		@Override
		public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
			this.told.add("close");
			ctx.close(promise);
		}

	}

}
