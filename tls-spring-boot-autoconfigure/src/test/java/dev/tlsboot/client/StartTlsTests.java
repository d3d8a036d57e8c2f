package dev.tlsboot.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A dialogue in clear first, then TLS on the same connection: the reference's
 * starttls-server and connect-given-socket. The dialogue is that of SMTP (RFC 3207).
 */
class StartTlsTests {

	private final List<String> saidInClear = new CopyOnWriteArrayList<>();

	private final List<CompletionStage<CleartextStream>> upgrades = new CopyOnWriteArrayList<>();

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource
	void securesAConnectionOfSClient(TestEngine engine) throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		try (TestTls tls = new TestTls(engine)) {
			int port = mailServer(tls, engine.serverContext().build(), TestTls.echo());
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-connect", "127.0.0.1:" + port,
					"-starttls", "smtp", "-servername", "localhost", "-verify_return_error", "-CAfile",
					TestPki.get().writeAuthority(this.folder).toString())) {
				client.awaitOutput("Verify return code: 0 (ok)").awaitOutput("welcome!");
				client.send("MAIL FROM\n").awaitOutput("MAIL FROM");
				assertThat(this.saidInClear).hasSize(2).last().isEqualTo("STARTTLS");
				assertThat(tls.serverSide().steps()).containsExactly("connected", "secured");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void upgradesANettyChannelOnBothSides(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls(engine)) {
			int port = mailServer(tls, engine.serverContext().build(), TestTls.echo());
			TlsClient client = tls.client(engine.clientContext().build());
			CleartextStream stream = TestTls.get(mailClient(tls, client, port));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.remotePort()).isEqualTo(port);
			assertEchoes(stream);
			assertThat(client.connections()).isEqualTo(1);
			stream.end();
			await().until(() -> client.connections() == 0);
		}
	}

	/**
	 * What somebody in the middle has put behind the command is not to count as sent by
	 * the client after TLS (CVE-2011-0411).
	 */
	@Test
	void refusesAClientThatSaysMoreInClear() throws Exception {
		StringBuffer received = new StringBuffer();
		try (TestTls tls = new TestTls()) {
			int port = mailServer(tls, TestTls.serverContext().build(),
					(stream) -> stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data))));
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				socket.setSoTimeout(20_000);
				socket.getOutputStream().write("EHLO me\r\nSTARTTLS\r\nMAIL FROM".getBytes(StandardCharsets.US_ASCII));
				assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
					.endsWith("220 go ahead\r\n");
			}
			await().untilAsserted(() -> assertThat(this.upgrades).hasSize(1));
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(this.upgrades.get(0)))
				.withMessageContaining("in clear");
			assertThat(tls.serverSide().steps()).containsExactly("connected", "handshakeFailed");
			assertThat(this.saidInClear).doesNotContain("MAIL FROM");
			assertThat(received).isEmpty();
		}
	}

	@Test
	void refusesAServerThatSaysMoreInClear() throws Exception {
		try (TestTls tls = new TestTls();
				ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletionStage<CleartextStream> upgrade = mailClient(tls, tls.client(TestTls.clientContext().build()),
					server.getLocalPort());
			try (Socket socket = server.accept()) {
				socket.getOutputStream()
					.write("220 hello\r\n250 STARTTLS\r\n220 go ahead\r\n250 injected\r\n"
						.getBytes(StandardCharsets.US_ASCII));
				assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(upgrade))
					.withMessageContaining("in clear");
			}
		}
	}

	@Test
	void keepsToTheLimitsOfTheServer() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = TlsServer.builder(tls.transport(), TestTls.serverContext().build())
				.maxConnections(1)
				.observers(List.of(tls.serverSide()))
				.build();
			int port = mailServer(tls, server, TestTls.echo());
			TlsClient client = tls.client(TestTls.clientContext().build());
			CleartextStream first = TestTls.get(mailClient(tls, client, port));
			CompletionStage<CleartextStream> second = mailClient(tls, client, port);
			await().untilAsserted(() -> assertThat(this.upgrades).hasSize(2));
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(this.upgrades.get(1)))
				.withMessageContaining("too many connections");
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(second));
			assertThat(tls.serverSide().steps()).contains("refused");
			first.end();
			await().until(() -> server.connections() == 0);
			CompletionStage<Void> closed = server.close();
			TestTls.get(closed);
			CompletionStage<CleartextStream> late = mailClient(tls, client, port);
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(late));
		}
	}

	@Test
	void aChannelIsSecuredOnce() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			Channel channel = new Bootstrap().group(tls.transport().eventLoops())
				.channel(tls.transport().clientChannelType())
				.handler(new ChannelInitializer<>() {
					@Override
					protected void initChannel(Channel channel) {
						// nothing is said in clear
					}
				})
				.connect("127.0.0.1", TestTls.port(server))
				.sync()
				.channel();
			TlsClient client = tls.client(TestTls.clientContext().build());
			ConnectOptions options = ConnectOptions.builder().host("localhost").build();
			CleartextStream stream = TestTls.get(client.connect(channel, options));
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(server.secure(channel)))
				.withMessageContaining("secured already");
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.connect(channel, options)))
				.withMessageContaining("secured already");
			assertThat(server.connections()).isEqualTo(1);
			assertEchoes(stream);
		}
	}

	@ParameterizedTest
	@EnumSource
	void securesASocketOfTheApplication(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls(engine)) {
			int port = mailServer(tls, engine.serverContext().build(), TestTls.echo());
			TlsClient client = tls.client(engine.clientContext().build());
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setSoTimeout(20_000);
			assertThat(line(socket)).isEqualTo("220 hello");
			say(socket, "EHLO me");
			assertThat(line(socket)).isEqualTo("250 STARTTLS");
			say(socket, "STARTTLS");
			assertThat(line(socket)).isEqualTo("220 go ahead");
			socket.setSoTimeout(0);
			CleartextStream stream = TestTls
				.get(client.connect(socket, ConnectOptions.builder().host("localhost").build()));
			assertThat(stream.address()).isEqualTo(socket.getLocalSocketAddress());
			assertThat(stream.remotePort()).isEqualTo(port);
			assertEchoes(stream);
			stream.end();
			await().until(socket::isClosed);
			await().until(() -> client.connections() == 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void securesASocketChannelOfTheApplication(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(engine.clientContext().build());
			for (boolean asSocket : new boolean[] { false, true }) {
				SocketChannel socket = SocketChannel
					.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), TestTls.port(server)));
				ConnectOptions options = ConnectOptions.builder().host("localhost").build();
				CleartextStream stream = TestTls
					.get(asSocket ? client.connect(socket.socket(), options) : client.connect(socket, options));
				assertEchoes(stream);
				stream.end();
				await().until(() -> !socket.isOpen());
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void talksThroughAUnixDomainSocket(TestEngine engine) {
		Path socket = this.folder.resolve("tls.sock");
		try (TestTls tls = new TestTls(engine)) {
			tls.serve(engine.serverContext().build(), TestTls.echo(), (builder) -> builder.path(socket));
			TlsClient client = tls.client(engine.clientContext().build());
			CleartextStream stream = TestTls.get(client.connect(ConnectOptions.builder().path(socket).build()));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.servername()).isEqualTo("localhost");
			assertThat(stream.remoteAddress()).isEmpty();
			assertEchoes(stream);
			stream.end();
			await().until(() -> !stream.isOpen());
		}
		assertThat(socket).doesNotExist();
	}

	private static void assertEchoes(CleartextStream stream) {
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
		stream.write("x".repeat(100_000));
		await().untilAsserted(() -> assertThat(received).hasSize("welcome!\n".length() + 100_000));
	}

	private static void say(Socket socket, String line) throws Exception {
		socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Byte by byte: a reader with a buffer would keep what is meant for TLS.
	 */
	private static String line(Socket socket) throws Exception {
		ByteBuffer line = ByteBuffer.allocate(100);
		for (int next = socket.getInputStream().read(); next != '\n'; next = socket.getInputStream().read()) {
			line.put((byte) next);
		}
		return StandardCharsets.US_ASCII.decode(line.flip()).toString().strip();
	}

	private int mailServer(TestTls tls, SecureContext context, SecureConnectionListener listener) throws Exception {
		return mailServer(tls, TlsServer.builder(tls.transport(), context).observers(List.of(tls.serverSide())).build(),
				listener);
	}

	/**
	 * Not a TLS server at first: nothing of ours is in its pipelines.
	 */
	private int mailServer(TestTls tls, TlsServer server, SecureConnectionListener listener) throws Exception {
		Channel channel = new ServerBootstrap().group(tls.transport().eventLoops())
			.channel(tls.transport().serverChannelType())
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel accepted) {
					accepted.pipeline()
						.addLast(new LineBasedFrameDecoder(1000), new StringDecoder(), new StringEncoder(),
								new MailServer(server, listener));
				}
			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		return ((InetSocketAddress) channel.localAddress()).getPort();
	}

	private static CompletionStage<CleartextStream> mailClient(TestTls tls, TlsClient client, int port) {
		CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
		new Bootstrap().group(tls.transport().eventLoops())
			.channel(tls.transport().clientChannelType())
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new LineBasedFrameDecoder(1000), new StringDecoder(), new StringEncoder(),
								new MailClient(client, secured));
				}
			})
			.connect("127.0.0.1", port);
		return secured;
	}

	private final class MailServer extends SimpleChannelInboundHandler<String> {

		private final TlsServer server;

		private final SecureConnectionListener listener;

		MailServer(TlsServer server, SecureConnectionListener listener) {
			this.server = server;
			this.listener = listener;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			ctx.writeAndFlush("220 hello\r\n");
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, String line) {
			StartTlsTests.this.saidInClear.add(line);
			if (line.startsWith("EHLO")) {
				ctx.writeAndFlush("250 STARTTLS\r\n");
			}
			else if (line.equals("STARTTLS")) {
				ctx.writeAndFlush("220 go ahead\r\n");
				StartTlsTests.this.upgrades.add(this.server.secure(ctx.channel(), this.listener));
			}
		}

	}

	private static final class MailClient extends SimpleChannelInboundHandler<String> {

		private final List<String> commands = new ArrayList<>(List.of("EHLO me", "STARTTLS"));

		private final TlsClient client;

		private final CompletableFuture<CleartextStream> secured;

		MailClient(TlsClient client, CompletableFuture<CleartextStream> secured) {
			this.client = client;
			this.secured = secured;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, String line) {
			if (!this.commands.isEmpty()) {
				ctx.writeAndFlush(this.commands.remove(0) + "\r\n");
				return;
			}
			this.client.connect(ctx.channel(), ConnectOptions.builder().host("localhost").build())
				.whenComplete((stream, error) -> {
					if (error != null) {
						this.secured.completeExceptionally(error);
					}
					else {
						this.secured.complete(stream);
					}
				});
		}

	}

}
