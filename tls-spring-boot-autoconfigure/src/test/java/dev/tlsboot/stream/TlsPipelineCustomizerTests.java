package dev.tlsboot.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLException;

import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestEngine.class)
class TlsPipelineCustomizerTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final TlsPipelineCustomizer LINES = (pipeline, stream) -> pipeline
		.addLast(new LineBasedFrameDecoder(80, true, true));

	private static final TlsPipelineCustomizer STRINGS = (pipeline, stream) -> pipeline.addLast(new StringDecoder(),
			new StringEncoder());

	private static final TlsPipelineCustomizer LENGTH_PREFIXED = (pipeline, stream) -> pipeline
		.addLast(new LengthFieldBasedFrameDecoder(2 * MEGABYTE, 0, 4, 0, 4), new LengthFieldPrepender(4));

	@Parameter
	private TestEngine engine;

	@Test
	void aDecoderOfLinesMakesACallOfEachLine() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> stream.onData(
					(line) -> stream.write(new StringBuilder(StandardCharsets.UTF_8.decode(line)).reverse() + "\n")),
					LINES);
			try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
				client.send("abc\ndef");
				assertThat(client.receive()).isEqualTo("cba");
				assertThat(client.receive()).isEqualTo("fed");
				client.send("ghi");
				assertThat(client.receive()).isEqualTo("ihg");
			}
		}
	}

	@Test
	void messagesThatAreNoBytesAreTakenAndWrittenAsWhatTheyAre() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls,
					(stream) -> stream.onMessage(String.class, (line) -> stream.writeMessage(line.length() + "\n")),
					LINES, STRINGS);
			try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
				client.send("four\nseventh");
				assertThat(client.receive()).isEqualTo("4");
				assertThat(client.receive()).isEqualTo("7");
			}
		}
	}

	@Test
	void framesKeepTheirLengthThroughAPipeAndEveryFace() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer piped = serve(tls, (stream) -> stream.pipe(stream), LENGTH_PREFIXED);
			TlsServer reactive = serve(tls, (stream) -> stream.publisher().subscribe(stream.subscriber()),
					LENGTH_PREFIXED);
			for (TlsServer server : List.of(piped, reactive)) {
				CleartextStream client = TestTls.get(tls
					.client(TestTls.clientContext().build(),
							(builder) -> builder.pipelineCustomizers(List.of(LENGTH_PREFIXED)))
					.connect(TestTls.port(server), "localhost"));
				BlockingQueue<Integer> frames = new LinkedBlockingQueue<>();
				client.onData((frame) -> frames.add(frame.remaining()));
				for (int length : new int[] { 0, 1, 100_000, MEGABYTE, 3 }) {
					client.write(new byte[length]);
				}
				for (int length : new int[] { 0, 1, 100_000, MEGABYTE, 3 }) {
					assertThat(frames.poll(30, TimeUnit.SECONDS)).isEqualTo(length);
				}
				client.end();
				await().until(() -> !client.isOpen());
			}
			assertThat(tls.clientSide().errors()).isEmpty();
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void aPeerIsHeldBackBehindCodecsToo() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			AtomicInteger frames = new AtomicInteger();
			TlsServer server = serve(tls, (stream) -> {
				stream.onData((frame) -> {
					frames.incrementAndGet();
					stream.pause();
				});
				accepted.complete(stream);
			}, LENGTH_PREFIXED);
			CleartextStream client = tls.connect(server);
			ByteBuffer thousand = ByteBuffer.allocate(1004 * 1000);
			while (thousand.hasRemaining()) {
				thousand.putInt(1000).position(thousand.position() + 1000);
			}
			for (int i = 0; i < 64; i++) {
				client.write(thousand.flip());
			}
			CleartextStream atServer = TestTls.get(accepted);
			await().untilAsserted(() -> assertThat(frames).hasValue(1));
			long before = atServer.bytesRead();
			await().during(Duration.ofMillis(300)).until(() -> atServer.bytesRead() == before && frames.get() == 1);
			assertThat(before).isLessThan(32L * MEGABYTE);
			atServer.resume();
			await().untilAsserted(() -> assertThat(frames).hasValue(2));
			client.destroy();
		}
	}

	@Test
	void anErrorOfACodecIsReportedOnceAndDestroysTheConnection() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> stream.resume(), LINES);
			CleartextStream client = tls.connect(server);
			client.resume();
			client.write("x".repeat(1000));
			client.write("y".repeat(1000));
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
			assertThat(tls.serverSide().errors()).singleElement().isInstanceOf(TooLongFrameException.class);
		}
	}

	@Test
	void aDamagedRecordIsReportedBehindCodecsToo() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, TestTls.echo(),
					(pipeline, stream) -> pipeline.addLast(new LineBasedFrameDecoder(100)));
			try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
				await().until(() -> tls.serverSide().steps().contains("secured"));
				client.sendInClear(new byte[] { 23, 3, 3, 0, 24, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
						17, 18, 19, 20, 21, 22, 23, 24 });
				await().untilAsserted(() -> assertThat(tls.serverSide().errors()).singleElement()
					.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
					.isInstanceOf(SSLException.class));
			}
		}
	}

	@Test
	void aTimeOutOfAHandlerIsReportedOnce() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> stream.resume(),
					(pipeline, stream) -> pipeline.addLast(new ReadTimeoutHandler(100, TimeUnit.MILLISECONDS)));
			CleartextStream client = tls.connect(server);
			client.resume();
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
			assertThat(tls.serverSide().errors()).singleElement().isInstanceOf(ReadTimeoutException.class);
		}
	}

	@Test
	void aHandlerMayTakeEverythingAndCloseTheConnection() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> {
			}, LINES, STRINGS, (pipeline, stream) -> {
				pipeline.addLast(new SimpleChannelInboundHandler<String>() {
					@Override
					protected void channelRead0(ChannelHandlerContext ctx, String line) {
						ctx.writeAndFlush("bye, " + line + "\n").addListener((written) -> ctx.close());
					}
				});
				stream.resume();
			});
			try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
				client.send("bob");
				assertThat(client.receive()).isEqualTo("bye, bob");
				assertThat(client.receive()).isNull();
			}
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void aCodecGivesWhatItKeptBeforeTheEnd() {
		try (TestTls tls = new TestTls(this.engine)) {
			StringBuffer calls = new StringBuffer();
			TlsServer server = serve(tls, (stream) -> {
				stream.onData((data) -> calls.append(StandardCharsets.UTF_8.decode(data)));
				stream.onEnd(() -> calls.append(", end"));
			}, (pipeline, stream) -> pipeline.addLast(new LastWords()));
			CleartextStream client = tls.connect(server);
			client.resume();
			client.write("kept ");
			client.write("to the last");
			client.end();
			await().untilAsserted(() -> assertThat(calls).hasToString("kept to the last, end"));
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	/**
	 * It sends when it is told to flush, and the end is the last time.
	 */
	@Test
	void aCodecSendsWhatItGatheredBeforeTheEnd() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> {
				stream.cork();
				stream.write("gathered ");
				stream.write("to the last");
				stream.end();
			}, (pipeline, stream) -> pipeline.addLast(new Gatherer()));
			CleartextStream client = tls.connect(server);
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			await().until(() -> !client.isOpen());
			assertThat(received).hasToString("gathered to the last");
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void aMessageThatNobodyAskedForDestroysTheConnection() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> stream.onData((data) -> {
			}), LINES, STRINGS);
			CleartextStream client = tls.connect(server);
			client.resume();
			client.write("text\n");
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(tls.serverSide().errors()).singleElement()
				.isInstanceOf(IllegalStateException.class)
				.extracting(Throwable::getMessage)
				.asString()
				.contains("java.lang.String", "onMessage"));
		}
	}

	@Test
	void aMessageThatNoCodecTurnsIntoBytesDestroysTheConnection() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> {
				stream.resume();
				stream.writeMessage(new StringBuilder("who encodes me?"));
			}, LINES);
			CleartextStream client = tls.connect(server);
			client.resume();
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(tls.serverSide().errors()).hasSize(1));
		}
	}

	@Test
	void aCustomizerThatFailsDestroysTheConnectionBeforeAnythingIsSentWithoutItsCodec() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (stream) -> stream.write("naked"), (pipeline, stream) -> {
				throw new ArithmeticException("no codec today");
			});
			CleartextStream client = tls.connect(server);
			AtomicInteger received = new AtomicInteger();
			client.onData((data) -> received.addAndGet(data.remaining()));
			await().until(() -> !client.isOpen());
			assertThat(received).hasValue(0);
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
			assertThat(tls.serverSide().errors()).singleElement().isInstanceOf(ArithmeticException.class);
		}
	}

	@Test
	void mayLookAtWhatTheHandshakeAgreedOn() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<String> seen = new CompletableFuture<>();
			TlsServer server = serve(tls, (stream) -> stream.resume(),
					(ChannelPipeline pipeline, CleartextStream stream) -> seen.complete(stream.servername()));
			tls.connect(server);
			assertThat(TestTls.get(seen)).isEqualTo("localhost");
		}
	}

	private TlsServer serve(TestTls tls, SecureConnectionListener listener, TlsPipelineCustomizer... customizers) {
		return tls.serve(this.engine.serverContext().build(), listener,
				(builder) -> builder.pipelineCustomizers(List.of(customizers)));
	}

	private static final class Gatherer extends ChannelOutboundHandlerAdapter {

		private final CompositeByteBuf gathered = Unpooled.compositeBuffer();

		@Override
		public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
			this.gathered.addComponent(true, (ByteBuf) message);
			promise.setSuccess();
		}

		@Override
		public void flush(ChannelHandlerContext ctx) {
			if (this.gathered.isReadable()) {
				ctx.write(this.gathered.readRetainedSlice(this.gathered.readableBytes()));
			}
			ctx.flush();
		}

		@Override
		public void handlerRemoved(ChannelHandlerContext ctx) {
			this.gathered.release();
		}

	}

	/**
	 * Keeps everything until there is no more.
	 */
	private static final class LastWords extends ByteToMessageDecoder {

		@Override
		protected void decode(ChannelHandlerContext ctx, ByteBuf input, List<Object> output) {
		}

		@Override
		protected void decodeLast(ChannelHandlerContext ctx, ByteBuf input, List<Object> output) {
			if (input.isReadable()) {
				output.add(input.readRetainedSlice(input.readableBytes()));
			}
		}

	}

}
