package dev.tlsboot.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What can be set on one connection, and asked of it.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class StreamOptionTests {

	private static final int OVERHEAD = 64;

	@Parameter
	private TestEngine engine;

	private final BlockingQueue<CleartextStream> accepted = new LinkedBlockingQueue<>();

	private final Records records = new Records();

	@Test
	void aTimeOutTellsOfSilenceOnceAndClosesNothing() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			AtomicInteger timeouts = new AtomicInteger();
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.setTimeout(Duration.ofMillis(100), timeouts::incrementAndGet);
				stream.pipe(stream);
			}));
			StringBuffer echoed = new StringBuffer();
			client.onData((data) -> echoed.append(StandardCharsets.UTF_8.decode(data)));
			await().untilAsserted(() -> assertThat(timeouts).hasValue(1));
			await().during(Duration.ofMillis(400)).until(() -> timeouts.get() == 1);
			client.write("still there");
			await().untilAsserted(() -> assertThat(timeouts).hasValue(2));
			assertThat(echoed).hasToString("still there");
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void aTimeOutCanBeReplacedAndRemoved() {
		try (TestTls tls = new TestTls(this.engine)) {
			AtomicInteger first = new AtomicInteger();
			AtomicInteger second = new AtomicInteger();
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.setTimeout(Duration.ofMillis(50), first::incrementAndGet);
				stream.setTimeout(Duration.ofMillis(60), second::incrementAndGet);
				stream.resume();
				this.accepted.add(stream);
			}));
			await().untilAsserted(() -> assertThat(second).hasValue(1));
			assertThat(first).hasValue(0);
			take().setTimeout(Duration.ZERO, () -> {
			});
			client.write("moves");
			await().during(Duration.ofMillis(300)).until(() -> second.get() == 1);
			assertThatIllegalArgumentException().isThrownBy(() -> client.setTimeout(Duration.ofMillis(-1), () -> {
			}));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aCorkGathersSmallWritesIntoFewRecords(String protocol) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, protocol, (stream) -> {
				this.records.lengths.clear();
				stream.cork();
				stream.cork();
				for (int i = 0; i < 1000; i++) {
					stream.write("0123456789");
				}
				stream.uncork();
				assertThat(this.records.lengths).isEmpty();
				stream.uncork();
				stream.uncork();
				stream.resume();
			});
			CleartextStream client = tls.connect(server);
			assertThat(count(client, 10_000)).isEqualTo(10_000);
			assertThat(this.records.lengths).hasSizeLessThan(4);
		}
	}

	@Test
	void aCorkHoldsFromOtherThreadsToo() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(serve(tls, "TLSv1.3", (stream) -> {
				stream.resume();
				this.accepted.add(stream);
			}));
			CleartextStream stream = take();
			this.records.lengths.clear();
			stream.cork();
			for (int i = 0; i < 1000; i++) {
				stream.write("0123456789");
			}
			stream.uncork();
			assertThat(count(client, 10_000)).isEqualTo(10_000);
			assertThat(this.records.lengths).hasSizeLessThan(10);
		}
	}

	@Test
	void aCorkKeepsNoMoreThanAWriterShouldQueue() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.resume();
				this.accepted.add(stream);
			}));
			AtomicLong count = new AtomicLong();
			client.onData((data) -> count.addAndGet(data.remaining()));
			CleartextStream stream = take();
			// when nothing of the handshake is left to be flushed
			client.write("begin");
			await().until(() -> stream.bytesRead() >= client.bytesWritten());
			stream.cork();
			for (int i = 0; i < 1000; i++) {
				stream.write(new byte[1000]);
			}
			await().untilAsserted(() -> assertThat(count).hasValueGreaterThan(900_000L));
			// as does one on the event loop
			((ChannelCleartextStream) stream).onEventLoop(() -> {
				for (int i = 0; i < 1000; i++) {
					stream.write(new byte[1000]);
				}
			});
			await().untilAsserted(() -> assertThat(count).hasValueGreaterThan(1_900_000L));
		}
	}

	@Test
	void endSendsWhatACorkHeldBack() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.resume();
				stream.cork();
				stream.write("last words");
				stream.end();
			}));
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			await().until(() -> !client.isOpen());
			assertThat(received).hasToString("last words");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aRecordCarriesNoMoreThanTheMaximumFragment(String protocol) {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(serve(tls, protocol, (stream) -> {
				this.records.lengths.clear();
				stream.setMaxSendFragment(512);
				stream.write(new byte[100_000]);
				stream.resume();
			}));
			assertThat(count(client, 100_000)).isEqualTo(100_000);
			assertThat(this.records.lengths).hasSizeGreaterThanOrEqualTo(195)
				.allMatch((length) -> length <= 512 + OVERHEAD);
			assertThat(this.records.lengths).anyMatch((length) -> length > 512);
			assertThatIllegalArgumentException().isThrownBy(() -> client.setMaxSendFragment(511));
			assertThatIllegalArgumentException().isThrownBy(() -> client.setMaxSendFragment(16_385));
		}
	}

	@Test
	void optionsOfTheSocketAreThoseOfTheConnection() {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<Channel> channel = new CompletableFuture<>();
			CompletableFuture<Boolean> noDelay = new CompletableFuture<>();
			TlsServer server = tls.serve(this.engine.serverContext().build(), (stream) -> {
				noDelay.complete(TestTls.get(channel).config().getOption(ChannelOption.TCP_NODELAY));
				stream.setNoDelay(false).setKeepAlive(true);
				stream.resume();
			}, (builder) -> builder
				.pipelineCustomizers(List.of((pipeline, stream) -> channel.complete(pipeline.channel()))));
			CleartextStream client = tls.connect(server);
			Channel atServer = TestTls.get(channel);
			await().until(() -> atServer.config().getOption(ChannelOption.SO_KEEPALIVE));
			assertThat(TestTls.get(noDelay)).isTrue();
			assertThat(atServer.config().getOption(ChannelOption.TCP_NODELAY)).isFalse();
			client.destroy();
			await().until(() -> !client.isOpen());
			client.setNoDelay(true);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@EnabledForJreRange(min = JRE.JAVA_25)
	void bothEndsExportTheSameKeyingMaterial(String protocol) throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		assumeTrue(this.engine == TestEngine.JDK, "engine cannot export");
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, protocol, (stream) -> {
				stream.resume();
				this.accepted.add(stream);
			});
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-connect",
					"localhost:" + TestTls.port(server), "-keymatexport", "EXPERIMENTAL tlsboot", "-keymatexportlen",
					"48")) {
				CleartextStream stream = take();
				String key = HexFormat.of()
					.withUpperCase()
					.formatHex(stream.exportKeyingMaterial("EXPERIMENTAL tlsboot", null, 48));
				client.awaitOutput("Keying material: " + key);
				assertThat(stream.exportKeyingMaterial("EXPERIMENTAL other", null, 48))
					.isNotEqualTo(stream.exportKeyingMaterial("EXPERIMENTAL tlsboot", null, 48));
				assertThat(stream.exportKeyingMaterial("EXPERIMENTAL tlsboot", new byte[] { 1 }, 48))
					.isNotEqualTo(stream.exportKeyingMaterial("EXPERIMENTAL tlsboot", null, 48));
				assertThatIllegalArgumentException().isThrownBy(() -> stream.exportKeyingMaterial("label", null, 0));
			}
		}
	}

	@Test
	void anEngineThatCannotExportSaysWhichOneCan() {
		assumeTrue(this.engine == TestEngine.OPENSSL || Runtime.version().feature() < 25);
		try (TestTls tls = new TestTls(this.engine)) {
			tls.connect(tls.serve((stream) -> {
				stream.resume();
				this.accepted.add(stream);
			}));
			CleartextStream stream = take();
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> stream.exportKeyingMaterial("EXPERIMENTAL tlsboot", null, 32))
				.withMessageContaining("cannot export")
				.satisfies((ex) -> assertThat(ex.remedy()).contains("'jdk'"));
		}
	}

	@Test
	void anEngineThatDoesNotTellFinishedMessagesSaysWhatToUse() {
		try (TestTls tls = new TestTls(this.engine)) {
			tls.connect(tls.serve((stream) -> {
				stream.resume();
				this.accepted.add(stream);
			}));
			CleartextStream stream = take();
			assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(stream::finished)
				.satisfies((ex) -> assertThat(ex.remedy()).contains("exportKeyingMaterial"));
			assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(stream::peerFinished);
		}
	}

	private TlsServer serve(TestTls tls, String protocol, SecureConnectionListener listener) {
		return tls.serve(this.engine.serverContext().protocols(List.of(protocol)).build(), listener,
				(builder) -> builder
					.pipelineCustomizers(List.of((pipeline, stream) -> pipeline.addFirst(this.records))));
	}

	private static long count(CleartextStream stream, long expected) {
		AtomicLong count = new AtomicLong();
		stream.onData((data) -> count.addAndGet(data.remaining()));
		await().until(() -> count.get() >= expected);
		return count.get();
	}

	private CleartextStream take() {
		try {
			CleartextStream stream = this.accepted.poll(20, TimeUnit.SECONDS);
			assertThat(stream).isNotNull();
			return stream;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Looks at the records that go out, for one connection.
	 */
	private static final class Records extends ChannelOutboundHandlerAdapter {

		private static final int HEADER_LENGTH = 5;

		private final Queue<Integer> lengths = new ConcurrentLinkedQueue<>();

		// where a record begins is not where a buffer does
		private final ByteBuf header = Unpooled.buffer(HEADER_LENGTH);

		private int left;

		@Override
		public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
			ByteBuf data = ((ByteBuf) message).duplicate();
			while (data.isReadable()) {
				if (this.left > 0) {
					int part = Math.min(this.left, data.readableBytes());
					data.skipBytes(part);
					this.left -= part;
					continue;
				}
				this.header.writeByte(data.readByte());
				if (this.header.readableBytes() == HEADER_LENGTH) {
					this.left = this.header.getUnsignedShort(3);
					this.lengths.add(this.left);
					this.header.clear();
				}
			}
			ctx.write(message, promise);
		}

	}

}
