package dev.tlsboot.handshake;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.string.StringDecoder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Where a dialogue in clear ends, to the byte.
 */
class ClearDialogueTests {

	private final List<String> saidInClear = new ArrayList<>();

	private final StringBuilder readByTls = new StringBuilder();

	private final List<Throwable> failures = new ArrayList<>();

	@Test
	void leavesThePipelineToTls() {
		EmbeddedChannel channel = channel(new LineBasedFrameDecoder(100), new StringDecoder(), new Commands());
		receive(channel, "EHLO\r\nSTARTTLS\r\n");
		assertThat(channel.pipeline().toMap().values()).hasExactlyElementsOfTypes(Tls.class);
		assertThat(channel.config().isAutoRead()).isTrue();
		assertThat(this.saidInClear).containsExactly("EHLO", "STARTTLS");
		assertThat(this.failures).isEmpty();
		receive(channel, "hello");
		assertThat(this.readByTls).hasToString("hello");
	}

	/**
	 * An eager client's next segment may be read in the same go.
	 */
	@Test
	void keepsForTlsWhatTheSocketReadsBehindTheCommand() {
		EmbeddedChannel channel = channel(new LineBasedFrameDecoder(100), new StringDecoder(), new Commands());
		receive(channel, "STARTTLS\r\n", "hel", "lo");
		assertThat(this.failures).isEmpty();
		assertThat(this.readByTls).hasToString("hello");
	}

	@Test
	void doesNotTakeForTlsWhatADecoderHasKept() {
		EmbeddedChannel channel = channel(new LineBasedFrameDecoder(100), new StringDecoder(), new Commands());
		receive(channel, "STARTTLS\r\nNOOP\r\n", "hello");
		assertRefused(channel);
	}

	@Test
	void noticesWhatACodecHandsOnBehindTheCommand() {
		EmbeddedChannel channel = channel(new LinesAtOnce(), new Commands());
		receive(channel, "EHLO\r\nSTARTTLS\r\nNOOP\r\n", "hello");
		assertRefused(channel);
		assertThat(this.saidInClear).containsExactly("EHLO", "STARTTLS");
	}

	@Test
	void noticesThatThePeerHasGone() {
		EmbeddedChannel channel = channel(new LineBasedFrameDecoder(100), new StringDecoder(), new Commands());
		channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("STARTTLS\r\n", StandardCharsets.US_ASCII));
		channel.pipeline().close();
		assertThat(this.failures).hasExactlyElementsOfTypes(ClosedChannelException.class);
		assertThat(this.readByTls).isEmpty();
	}

	@Test
	void isEndedOnce() {
		EmbeddedChannel channel = channel(new LineBasedFrameDecoder(100), new StringDecoder(), new Commands());
		ClearDialogue.requireInClear(channel);
		channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("STARTTLS\r\n", StandardCharsets.US_ASCII));
		assertThatIllegalStateException().isThrownBy(() -> ClearDialogue.requireInClear(channel))
			.withMessageContaining("secured already");
	}

	private void assertRefused(EmbeddedChannel channel) {
		assertThat(this.failures).hasExactlyElementsOfTypes(TlsHandshakeException.class)
			.first()
			.asString()
			.contains("in clear");
		assertThat(this.readByTls).isEmpty();
		channel.close();
		assertThat(channel.pipeline().toMap()).isEmpty();
	}

	private static EmbeddedChannel channel(ChannelHandler... handlers) {
		return new EmbeddedChannel(handlers);
	}

	private static void receive(EmbeddedChannel channel, String... reads) {
		Object[] buffers = new Object[reads.length];
		for (int i = 0; i < reads.length; i++) {
			buffers[i] = ByteBufUtil.writeAscii(channel.alloc(), reads[i]);
		}
		channel.writeInbound(buffers);
	}

	private final class Commands extends SimpleChannelInboundHandler<String> {

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, String line) {
			ClearDialogueTests.this.saidInClear.add(line);
			if (line.equals("STARTTLS")) {
				ClearDialogue.end(ctx.channel(), () -> ctx.channel().pipeline().addLast(new Tls()),
						ClearDialogueTests.this.failures::add);
			}
		}

	}

	private static final class LinesAtOnce extends MessageToMessageDecoder<ByteBuf> {

		@Override
		protected void decode(ChannelHandlerContext ctx, ByteBuf data, List<Object> output) {
			output.addAll(data.toString(StandardCharsets.US_ASCII).lines().toList());
		}

	}

	private final class Tls extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, ByteBuf data) {
			ClearDialogueTests.this.readByTls.append(data.toString(StandardCharsets.US_ASCII));
		}

	}

}
