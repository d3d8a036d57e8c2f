package dev.tlsboot.engine;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ImmediateExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Sessions of TLS 1.2 that one server's engine has made and another one's goes on with.
 * The store is a variable here.
 */
class ExternalSessionTests {

	private static EventLoopGroup loops;

	private final TestPki pki = TestPki.get();

	private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

	private volatile byte @Nullable [] stored;

	private volatile byte @Nullable [] storedId;

	@TempDir
	private Path folder;

	@BeforeAll
	static void start() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
	}

	@AfterAll
	static void stop() {
		if (loops != null) {
			loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "AES128-GCM", "CHACHA20", "AES256+SHA384" })
	void resumesWhatAnotherServerMade(String cipher) throws Exception {
		Channel one = serve(context("shared").build(), "localhost");
		Channel two = serve(context("shared").build(), "localhost");
		String ciphers = switch (cipher) {
			case "CHACHA20" -> "ECDHE-ECDSA-CHACHA20-POLY1305";
			case "AES128-GCM" -> "ECDHE-ECDSA-AES128-GCM-SHA256";
			default -> "ECDHE-ECDSA-AES256-SHA384";
		};
		assertThat(connect(one, "-sess_out", "-cipher", ciphers)).isEqualTo("New");
		Outcome first = take();
		assertThat(first.resumed()).isFalse();
		assertThat(this.storedId).hasSize(32);
		byte[] before = this.stored;
		assertThat(connect(two, "-sess_in", "-cipher", ciphers)).isEqualTo("Reused");
		Outcome second = take();
		assertThat(second.resumed()).isTrue();
		assertThat(second.cipherSuite()).isEqualTo(first.cipherSuite());
		// only a full handshake makes a session
		assertThat(this.stored).isSameAs(before);
	}

	@Test
	void knowsTheClientByTheCertificateOfTheFullHandshake() throws Exception {
		String[] identity = { "-key", TestPki.writeKey(this.folder, this.pki.client()).toString(), "-cert",
				TestPki.writeChain(this.folder, this.pki.client()).toString() };
		Channel one = serve(mutual().build(), "localhost");
		Channel two = serve(mutual().build(), "localhost");
		assertThat(connect(one, "-sess_out", identity)).isEqualTo("New");
		assertThat(take().peer()).isEqualTo("CN=client");
		assertThat(connect(two, "-sess_in")).isEqualTo("Reused");
		Outcome second = take();
		assertThat(second.resumed()).isTrue();
		assertThat(second.peer()).isEqualTo("CN=client");
	}

	@Test
	void resumesNoSessionWithoutACertificateWhereOneIsRequired() throws Exception {
		Channel open = serve(context("shared").build(), "localhost");
		Channel closed = serve(mutual().build(), "localhost");
		assertThat(connect(open, "-sess_out")).isEqualTo("New");
		take();
		try (PeerProcess client = openssl(closed, "-sess_in")) {
			client.awaitOutput("SSL alert number 40");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "empty", "noise", "cut short", "too long", "another format", "of TLS 1.3",
			"an unknown suite", "an endless name" })
	void makesAFullHandshakeOutOfGarbage(String kind) throws Exception {
		Channel server = serve(context("shared").build(), "localhost");
		assertThat(connect(server, "-sess_out")).isEqualTo("New");
		take();
		this.stored = spoilt(this.stored, kind);
		assertThat(connect(server, "-sess_in")).isEqualTo("New");
		assertThat(take().resumed()).isFalse();
	}

	private static byte[] spoilt(byte[] session, String kind) {
		byte[] bytes = session.clone();
		switch (kind) {
			case "empty" -> bytes = new byte[0];
			case "noise" -> bytes = "a session of somebody else".getBytes(StandardCharsets.UTF_8);
			case "cut short" -> bytes = java.util.Arrays.copyOf(session, session.length - 1);
			case "too long" -> bytes = java.util.Arrays.copyOf(session, session.length + 1);
			case "another format" -> bytes[0]++;
			case "of TLS 1.3" -> bytes[2] = 4;
			case "an unknown suite" -> bytes[3] = 0x7f;
			default -> bytes[62] = 0x7f;
		}
		return bytes;
	}

	@Test
	void makesAFullHandshakeWhenNothingIsFound() throws Exception {
		Channel server = serve(context("shared").build(), "localhost");
		assertThat(connect(server, "-sess_out")).isEqualTo("New");
		take();
		this.stored = null;
		assertThat(connect(server, "-sess_in")).isEqualTo("New");
		assertThat(take().resumed()).isFalse();
	}

	@Test
	void resumesUnderNoOtherName() throws Exception {
		Channel one = serve(context("shared").build(), "one.test");
		Channel two = serve(context("shared").build(), "two.test");
		Channel none = serve(context("shared").build(), null);
		assertThat(connect(one, "-sess_out")).isEqualTo("New");
		byte[] session = this.stored;
		assertThat(connect(two, "-sess_in")).isEqualTo("New");
		this.stored = session;
		assertThat(connect(none, "-sess_in")).isEqualTo("New");
		this.stored = session;
		assertThat(connect(one, "-sess_in")).isEqualTo("Reused");
	}

	@Test
	void resumesUnderNoOtherContext() throws Exception {
		Channel one = serve(context("one").build(), "localhost");
		Channel two = serve(context("two").build(), "localhost");
		assertThat(connect(one, "-sess_out")).isEqualTo("New");
		assertThat(connect(two, "-sess_in")).isEqualTo("New");
	}

	@Test
	void resumesNothingAfterItsTime() throws Exception {
		Channel server = serve(context("shared", Duration.ofSeconds(1)).build(), "localhost");
		assertThat(connect(server, "-sess_out")).isEqualTo("New");
		long made = System.nanoTime();
		await().until(() -> System.nanoTime() - made > TimeUnit.MILLISECONDS.toNanos(1500));
		assertThat(connect(server, "-sess_in")).isEqualTo("New");
	}

	@Test
	void resumesWithNoSuiteThatOneSideDoesNotWantAnyMore() throws Exception {
		Channel server = serve(context("shared").build(), "localhost");
		Channel strict = serve(context("shared").ciphers(CipherList.parse("ECDHE-ECDSA-AES256-GCM-SHA384")).build(),
				"localhost");
		assertThat(connect(server, "-sess_out", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")).isEqualTo("New");
		assertThat(
				connect(strict, "-sess_in", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"))
			.isEqualTo("New");
	}

	private SecureContext.Builder context(String idContext) {
		return context(idContext, Duration.ofSeconds(300));
	}

	private static SecureContext.Builder context(String idContext, Duration timeout) {
		return TestEngine.BOUNCYCASTLE.serverContext()
			.ciphers(CipherList.parse("ECDHE+AES:ECDHE+CHACHA20"))
			.sessions(new SessionOptions(0, timeout, true, List.of(), idContext, true));
	}

	private SecureContext.Builder mutual() {
		return context("shared").trust(this.pki.anchors()).requestCert(true);
	}

	private Channel serve(SecureContext context, @Nullable String servername) {
		EngineContext engines = context.engineContext(Role.SERVER);
		return new ServerBootstrap().group(loops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new Greeting(engines));
					engines.addBefore(channel.pipeline().lastContext(),
							ConnectionParameters.server(servername, null).with(new Variable()),
							UnaryOperator.identity(), ImmediateExecutor.INSTANCE);
				}
			})
			.bind("127.0.0.1", 0)
			.syncUninterruptibly()
			.channel();
	}

	private String connect(Channel server, String direction, String... options) throws Exception {
		try (PeerProcess client = openssl(server, direction, options)) {
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
			assertThat(client.output()).containsPattern("(New|Reused), TLSv1.2");
			return client.output().contains("Reused, TLSv1.2") ? "Reused" : "New";
		}
	}

	private PeerProcess openssl(Channel server, String direction, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-tls1_2", "-no_ticket", "-connect",
				"127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort(), direction,
				this.folder.resolve("session.pem").toString()));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private Outcome take() throws InterruptedException {
		return this.outcomes.poll(10, TimeUnit.SECONDS);
	}

	private record Outcome(boolean resumed, String cipherSuite, String peer) {

	}

	private final class Variable implements SessionHandover {

		@Override
		public byte @Nullable [] found() {
			return ExternalSessionTests.this.stored;
		}

		@Override
		public void created(byte[] id, byte[] session) {
			ExternalSessionTests.this.storedId = id;
			ExternalSessionTests.this.stored = session;
		}

	}

	private final class Greeting extends ChannelInboundHandlerAdapter {

		private final EngineContext engines;

		private final long startMillis = System.currentTimeMillis();

		private Greeting(EngineContext engines) {
			this.engines = engines;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof SslHandshakeCompletionEvent completion && completion.isSuccess()) {
				SSLEngine engine = ctx.pipeline().get(SslHandler.class).engine();
				ExternalSessionTests.this.outcomes.add(new Outcome(this.engines.resumed(engine, this.startMillis),
						engine.getSession().getCipherSuite(), peer(engine)));
				ctx.writeAndFlush(Unpooled.copiedBuffer("welcome!\n", StandardCharsets.US_ASCII));
			}
		}

		private String peer(SSLEngine engine) {
			try {
				return engine.getSession().getPeerPrincipal().getName();
			}
			catch (SSLPeerUnverifiedException ex) {
				return "nobody";
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
