package dev.tlsboot.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.pair.EncryptedStream;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.RecordingObserver;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.transport.TransportKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
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

	@ParameterizedTest
	@EnumSource
	void anUpgradedConnectionHasTheContextOfTheNameThatIsAskedFor(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls(engine)) {
			X509Bundle certificate = TestPki.get().issue(new CertificateBuilder().ecp256().subject("CN=mail"));
			List<String> asked = new CopyOnWriteArrayList<>();
			TlsServer server = TlsServer.builder(tls.transport(), engine.serverContext().build())
				.sniResolver((name) -> {
					asked.add(name);
					return CompletableFuture.completedFuture(SecureContext.builder()
						.engine(engine.get())
						.credentials(TestPki.credentials(certificate))
						.build());
				})
				.build();
			int port = mailServer(tls, server, TestTls.echo());
			TlsClient client = tls.client(engine.clientContext().build(),
					(builder) -> builder.checkServerIdentity((host, presented) -> Optional.empty()));
			CleartextStream stream = TestTls.get(mailClient(tls, client, port));
			assertThat(stream.peerCertificate().x509Certificate()).isEqualTo(certificate.getCertificate());
			assertThat(asked).containsExactly("localhost");
			stream.end();
			await().until(() -> server.connections() == 0);
		}
	}

	/**
	 * What somebody in the middle has put behind the command is not to count as sent by
	 * the client after TLS (CVE-2011-0411), and not to be passed over either.
	 */
	@ParameterizedTest
	@EnumSource
	void refusesAClientThatSaysMoreInClear(LineDecoder decoder) throws Exception {
		for (String more : List.of("NOOP\r\n", "NOOP\r\nMAIL FROM\r\n", "MAIL FROM")) {
			StringBuffer received = new StringBuffer();
			this.saidInClear.clear();
			this.upgrades.clear();
			try (TestTls tls = new TestTls()) {
				TlsServer server = TlsServer.builder(tls.transport(), TestTls.serverContext().build())
					.observers(List.of(tls.serverSide()))
					.build();
				int port = mailServer(tls, server, decoder,
						(stream) -> stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data))));
				try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
					socket.setSoTimeout(20_000);
					say(socket, "EHLO me\r\nSTARTTLS\r\n" + more);
					assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
						.endsWith("220 go ahead\r\n");
				}
				await().untilAsserted(() -> assertThat(this.upgrades).hasSize(1));
				assertThatExceptionOfType(TlsHandshakeException.class)
					.isThrownBy(() -> TestTls.get(this.upgrades.get(0)))
					.withMessageContaining("in clear");
				assertThat(tls.serverSide().steps()).containsExactly("connected", "handshakeFailed");
				await().until(() -> server.connections() == 0);
				assertThat(this.saidInClear).containsExactly("EHLO me", "STARTTLS");
				assertThat(received).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesAServerThatSaysMoreInClear(LineDecoder decoder) throws Exception {
		for (String more : List.of("250 injected\r\n", "250 injected\r\n250 again\r\n", "250 inj")) {
			try (TestTls tls = new TestTls();
					ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				TlsClient client = tls.client(TestTls.clientContext().build());
				CompletionStage<CleartextStream> upgrade = mailClient(tls, client, decoder, server.getLocalPort());
				try (Socket socket = server.accept()) {
					socket.setSoTimeout(20_000);
					say(socket, "220 hello\r\n250 STARTTLS\r\n220 go ahead\r\n" + more);
					assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(upgrade))
						.withMessageContaining("in clear");
					// not a byte of a handshake
					assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
						.isEqualTo("EHLO me\r\nSTARTTLS\r\n");
				}
				assertThat(client.connections()).isZero();
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
	void aChannelThatWaitsForItsClientIsNotSecuredAgain() throws Exception {
		try (TestTls tls = new TestTls();
				ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			TlsServer server = tls.serve(TestTls.echo());
			Channel channel = connectInSilence(tls, silent.getLocalPort());
			server.secure(channel);
			await().until(() -> channel.pipeline().get("handshake") != null);
			// which is there a moment before what has come meanwhile is handed on
			channel.eventLoop().submit(() -> {
			}).sync();
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(server.secure(channel)))
				.withMessageContaining("secured already");
			assertThat(server.connections()).isEqualTo(1);
		}
	}

	@Test
	void aChannelIsSecuredOnce() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			Channel channel = connectInSilence(tls, TestTls.port(server));
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

	/**
	 * Connect, and say nothing in clear.
	 */
	private static Channel connectInSilence(TestTls tls, int port) throws InterruptedException {
		return new Bootstrap().group(tls.transport().eventLoops())
			.channel(tls.transport().clientChannelType())
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					// there is nothing to say
				}
			})
			.connect("127.0.0.1", port)
			.sync()
			.channel();
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
			say(socket, "EHLO me\r\n");
			assertThat(line(socket)).isEqualTo("250 STARTTLS");
			say(socket, "STARTTLS\r\n");
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

	/**
	 * Netty's NIO channel for them closes both directions when it reads the peer's FIN: a
	 * peer that has sent its {@code close_notify} before gets its answer all the same.
	 */
	@ParameterizedTest
	@EnumSource(names = { "NIO", "AUTO" })
	void answersAClientThatHasShutItsSideOfAUnixDomainSocket(TransportKind kind) throws Exception {
		Path path = this.folder.resolve("tls.sock");
		AtomicLong answered = new AtomicLong();
		try (TlsTransport transport = new TlsTransport(kind, 2, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);
				TestTls tls = new TestTls()) {
			RecordingObserver observer = new RecordingObserver();
			StringBuffer question = new StringBuffer();
			TlsServer server = TlsServer.builder(transport, TestTls.serverContext().build())
				.path(path)
				.observers(List.of(observer))
				.listener((stream) -> {
					stream.allowHalfOpen(true);
					stream.onData((data) -> question.append(StandardCharsets.UTF_8.decode(data)));
					stream.onEnd(() -> {
						stream.write(new byte[2_000_000]);
						stream.end();
					});
				})
				.build();
			TestTls.get(server.listen());
			SecurePair pair = tls.client(TestTls.clientContext().build())
				.securePair(ConnectOptions.builder().host("localhost").build());
			try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
				List<byte[]> last = new CopyOnWriteArrayList<>();
				AtomicBoolean secured = new AtomicBoolean();
				pair.encrypted().onData((data) -> {
					if (secured.get()) {
						byte[] copy = new byte[data.remaining()];
						data.get(copy);
						last.add(copy);
					}
					else {
						send(socket, data);
					}
				});
				CompletableFuture<Void> over = CompletableFuture.runAsync(() -> bring(socket, pair.encrypted()),
						(task) -> new Thread(task, "reader of a socket").start());
				CleartextStream client = TestTls.get(pair.secure());
				client.onData((data) -> answered.addAndGet(data.remaining()));
				await().until(() -> observer.steps().contains("secured"));
				secured.set(true);
				client.write("question");
				client.end();
				await().until(() -> records(Unpooled.wrappedBuffer(last.toArray(byte[][]::new))) == 2);
				// all of it at once, with the end of the socket right behind
				send(socket, Unpooled.wrappedBuffer(last.toArray(byte[][]::new)).nioBuffer());
				socket.shutdownOutput();
				TestTls.get(over);
			}
			await().untilAsserted(() -> assertThat(answered).hasValue(2_000_000));
			assertThat(question).hasToString("question");
			await().until(() -> server.connections() == 0);
			assertThat(observer.errors()).isEmpty();
			TestTls.get(server.close());
		}
	}

	private static int records(ByteBuf data) {
		int count = 0;
		while (data.isReadable()) {
			data.skipBytes(5 + data.getUnsignedShort(data.readerIndex() + 3));
			count++;
		}
		return count;
	}

	private static void send(SocketChannel socket, ByteBuffer data) {
		try {
			while (data.hasRemaining()) {
				socket.write(data);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void bring(SocketChannel socket, EncryptedStream pair) {
		try {
			ByteBuffer data = ByteBuffer.allocate(10_000);
			while (socket.read(data) >= 0) {
				pair.write(data.flip());
				data.clear();
			}
			pair.end();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void assertEchoes(CleartextStream stream) {
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
		stream.write("x".repeat(100_000));
		await().untilAsserted(() -> assertThat(received).hasSize("welcome!\n".length() + 100_000));
	}

	private static void say(Socket socket, String text) throws Exception {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
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
		return mailServer(tls, server, LineDecoder.ONE_BY_ONE, listener);
	}

	private int mailServer(TestTls tls, TlsServer server, LineDecoder decoder, SecureConnectionListener listener)
			throws Exception {
		Channel channel = new ServerBootstrap().group(tls.transport().eventLoops())
			.channel(tls.transport().serverChannelType())
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel accepted) {
					decoder.addTo(accepted);
					accepted.pipeline().addLast(new StringEncoder(), new MailServer(server, listener));
				}
			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		return ((InetSocketAddress) channel.localAddress()).getPort();
	}

	private static CompletionStage<CleartextStream> mailClient(TestTls tls, TlsClient client, int port) {
		return mailClient(tls, client, LineDecoder.ONE_BY_ONE, port);
	}

	private static CompletionStage<CleartextStream> mailClient(TestTls tls, TlsClient client, LineDecoder decoder,
			int port) {
		CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
		new Bootstrap().group(tls.transport().eventLoops())
			.channel(tls.transport().clientChannelType())
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					decoder.addTo(channel);
					channel.pipeline().addLast(new StringEncoder(), new MailClient(client, secured));
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

	/**
	 * How codecs hand on the lines of a dialogue.
	 */
	private enum LineDecoder {

		ONE_BY_ONE {

			@Override
			void addTo(Channel channel) {
				channel.pipeline().addLast(new LineBasedFrameDecoder(1000), new StringDecoder());
			}

		},

		ALL_AT_ONCE {

			@Override
			void addTo(Channel channel) {
				channel.pipeline().addLast(new ByteToMessageDecoder() {
					@Override
					protected void decode(ChannelHandlerContext ctx, ByteBuf input, List<Object> output) {
						for (int length = input.bytesBefore((byte) '\n'); length >= 0; length = input
							.bytesBefore((byte) '\n')) {
							output
								.add(input.readCharSequence(length + 1, StandardCharsets.US_ASCII).toString().strip());
						}
					}
				});
			}

		};

		abstract void addTo(Channel channel);

	}

}
