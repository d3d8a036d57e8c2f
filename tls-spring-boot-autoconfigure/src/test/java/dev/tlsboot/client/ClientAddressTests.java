package dev.tlsboot.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * How a client gets from a host to a connection.
 */
class ClientAddressTests {

	private final SecureContext context = TestTls.clientContext().build();

	@Test
	void triesTheNextAddressWhenOneRefuses() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(this.context, resolving(address("127.0.0.2"), address("127.0.0.1")));
			CleartextStream stream = TestTls.get(client.connect(TestTls.port(server), "localhost"));
			assertThat(stream.remoteAddress()).isEqualTo("127.0.0.1");
			assertThat(client.connections()).isEqualTo(1);
		}
	}

	@Test
	void triesTheNextAddressWhenOneDoesNotAnswer() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			try (Silence silence = new Silence("127.0.0.3", TestTls.port(server))) {
				TlsClient client = tls.client(this.context, (builder) -> {
					builder.connectTimeout(Duration.ofSeconds(20));
					resolving(address("127.0.0.3"), address("127.0.0.1")).accept(builder);
				});
				CleartextStream stream = TestTls.get(client.connect(TestTls.port(server), "localhost"));
				assertThat(stream.remoteAddress()).isEqualTo("127.0.0.1");
			}
		}
	}

	@Test
	void tellsTheFirstFailureWhenAllAddressesFail() throws Exception {
		try (TestTls tls = new TestTls()) {
			int port = freePort();
			TlsClient client = tls.client(this.context, resolving(address("127.0.0.2"), address("127.0.0.1")));
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.connect(port, "localhost")))
				.havingCause()
				.isInstanceOf(ConnectException.class)
				.withMessageContaining("127.0.0.2");
			assertThat(client.connections()).isZero();
		}
	}

	@Test
	void givesUpAfterTheConnectTimeout() throws Exception {
		try (TestTls tls = new TestTls(); Silence silence = new Silence("127.0.0.1", 0)) {
			TlsClient client = tls.client(this.context);
			ConnectOptions options = ConnectOptions.builder()
				.host("127.0.0.1")
				.port(silence.port())
				.connectTimeout(Duration.ofMillis(200))
				.build();
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.connect(options)))
				.havingCause()
				.isInstanceOf(ConnectException.class)
				.withMessageContaining("200 ms");
			assertThat(tls.clientSide().steps()).isEmpty();
		}
	}

	/**
	 * The two times are apart: this server accepts, and says nothing.
	 */
	@Test
	void givesUpAfterTheHandshakeTimeout() throws Exception {
		try (TestTls tls = new TestTls();
				ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			ConnectOptions options = ConnectOptions.builder()
				.port(mute.getLocalPort())
				.handshakeTimeout(Duration.ofMillis(200))
				.build();
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(tls.client(this.context).connect(options)))
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(FailureReason.TIMEOUT));
		}
	}

	/**
	 * The reference's test-tls-client-abort, before the connection is there.
	 */
	@Test
	void makesNoConnectionThatIsGivenUpAtOnce() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(this.context);
			for (int i = 0; i < 20; i++) {
				CompletableFuture<CleartextStream> connecting = client.connect(TestTls.port(server), "localhost")
					.toCompletableFuture();
				assertThat(connecting.cancel(false)).isTrue();
			}
			TestTls.get(client.connect(TestTls.port(server), "localhost")).end();
			await().until(() -> client.connections() == 0 && server.connections() == 0);
			assertThat(tls.clientSide().steps()).filteredOn("secured"::equals).hasSize(1);
		}
	}

	@Test
	void connectsToNobodyWhenItIsGivenUpWhileItHasToWait() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			CompletableFuture<Void> mayBegin = new CompletableFuture<>();
			TlsClient client = tls.client(this.context, (builder) -> builder.observers(List.of(new TlsObserver() {
				@Override
				public TlsAttempt attempt(TlsEndpoint endpoint) {
					return new TlsAttempt() {
						@Override
						public CompletionStage<Void> mayBegin() {
							return mayBegin;
						}

						@Override
						public void ended(@Nullable CleartextStream stream, @Nullable Throwable failure) {
						}
					};
				}
			})));
			client.connect(TestTls.port(server), "localhost").toCompletableFuture().cancel(false);
			CompletionStage<CleartextStream> wanted = client.connect(TestTls.port(server), "localhost");
			mayBegin.complete(null);
			TestTls.get(wanted).end();
			await().until(() -> client.connections() == 0 && server.connections() == 0);
			assertThat(server.acceptedConnections()).isEqualTo(1);
		}
	}

	/**
	 * The same in the middle of the handshake, by whatever completes the future.
	 */
	@Test
	void closesAConnectionThatIsGivenUpInItsHandshake() throws Exception {
		try (TestTls tls = new TestTls();
				ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			TlsClient client = tls.client(this.context);
			CompletableFuture<CleartextStream> connecting = client.connect(mute.getLocalPort(), "localhost")
				.toCompletableFuture();
			try (Socket socket = mute.accept()) {
				socket.setSoTimeout(60_000);
				await().until(() -> client.connections() == 1);
				connecting.orTimeout(1, TimeUnit.MILLISECONDS);
				// a ClientHello, and the end
				assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
			}
			assertThat(connecting).isCompletedExceptionally();
			await().until(() -> client.connections() == 0);
		}
	}

	/**
	 * It is done when its future is, and nobody would ever have it.
	 */
	@Test
	void closesAConnectionThatIsGivenUpAtTheEndOfItsHandshake() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			CompletableFuture<CompletableFuture<CleartextStream>> connecting = new CompletableFuture<>();
			TlsClient client = tls.client(this.context,
					(builder) -> builder.checkServerIdentity((host, certificate) -> {
						connecting.join().complete(null);
						return Optional.empty();
					}));
			connecting.complete(client.connect(TestTls.port(server), "localhost").toCompletableFuture());
			await().untilAsserted(() -> assertThat(tls.clientSide().steps()).contains("secured", "closed"));
			await().until(() -> client.connections() == 0 && server.connections() == 0);
		}
	}

	@Test
	void anUnknownHostIsToldSo() {
		try (TestTls tls = new TestTls()) {
			TlsClient client = tls.client(this.context, (builder) -> builder.resolver((host) -> {
				throw new UnknownHostException(host);
			}));
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.connect(443, "nowhere.example")))
				.havingCause()
				.isInstanceOf(UnknownHostException.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void looksUpAsksForAndVerifiesAnInternationalName(TestEngine engine) throws Exception {
		String ascii = "xn--bcher-kva.example";
		SecureContext server = engine.serverContext().credentials(TestPki.credentials(certificate(ascii))).build();
		List<String> lookedUp = new CopyOnWriteArrayList<>();
		List<String> asked = new CopyOnWriteArrayList<>();
		try (TestTls tls = new TestTls()) {
			TlsServer listening = tls.serve(server, (stream) -> asked.add(stream.servername()), (builder) -> {
			});
			TlsClient client = tls.client(engine.clientContext().build(), (builder) -> builder.resolver((host) -> {
				lookedUp.add(host);
				return List.of(address("127.0.0.1"));
			}));
			CleartextStream stream = TestTls.get(client.connect(TestTls.port(listening), "b\u00fccher.example"));
			assertThat(stream.authorized()).isTrue();
			assertThat(lookedUp).containsExactly(ascii);
			await().untilAsserted(() -> assertThat(asked).containsExactly(ascii));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "::1", "[::1]", "::1%lo" })
	void sendsNoServerNameToAnAddressAndVerifiesTheAddress(String host) throws Exception {
		SecureContext server = TestTls.serverContext().credentials(TestPki.credentials(certificate("::1"))).build();
		List<String> asked = new CopyOnWriteArrayList<>();
		try (TestTls tls = new TestTls()) {
			TlsServer listening = tls.serve(server, (stream) -> asked.add(String.valueOf(stream.servername())),
					(builder) -> builder.host("::1"));
			CleartextStream stream = TestTls.get(tls.client(this.context).connect(TestTls.port(listening), host));
			assertThat(stream.authorized()).isTrue();
			await().untilAsserted(() -> assertThat(asked).containsExactly("null"));
		}
	}

	@Test
	void connectsToAnAddressAndVerifiesTheHost() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			ConnectOptions.Builder options = ConnectOptions.builder()
				.address(address("127.0.0.1"))
				.localAddress(new InetSocketAddress("127.0.0.9", 0))
				.port(TestTls.port(server));
			TlsClient client = tls.client(this.context);
			CleartextStream stream = TestTls.get(client.connect(options.host("localhost").build()));
			assertThat(((InetSocketAddress) stream.address()).getAddress()).isEqualTo(address("127.0.0.9"));
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(client.connect(options.host("other.example").build())))
				.withMessageContaining("ERR_TLS_CERT_ALTNAME_INVALID");
		}
	}

	@Test
	void familiesTakeTurns() throws Exception {
		List<InetAddress> addresses = List.of(address("::1"), address("::2"), address("10.0.0.1"));
		assertThat(Addresses.interleaved(addresses)).containsExactly(address("::1"), address("10.0.0.1"),
				address("::2"));
	}

	@Test
	void closesItsConnectionsAndRefusesNewOnes() throws Exception {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(this.context);
			CleartextStream stream = TestTls.get(client.connect(TestTls.port(server), "localhost"));
			client.close();
			assertThat(stream.isOpen()).isFalse();
			assertThat(client.connections()).isZero();
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			// it was told
			assertThat(tls.serverSide().errors()).isEmpty();
			assertThatIllegalStateException()
				.isThrownBy(() -> TestTls.get(client.connect(TestTls.port(server), "localhost")))
				.withMessageContaining("closed");
		}
	}

	private static Consumer<TlsClient.Builder> resolving(InetAddress... addresses) {
		return (builder) -> builder.resolver((host) -> List.of(addresses));
	}

	private static X509Bundle certificate(String name) throws Exception {
		CertificateBuilder builder = new CertificateBuilder().ecp256().subject("CN=server");
		return TestPki.get().issue(name.contains(":") ? builder.addSanIpAddress(name) : builder.addSanDnsName(name));
	}

	private static InetAddress address(String text) {
		return NetUtil.createInetAddressFromIpAddressString(text);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * An address that neither accepts nor refuses: its backlog is full.
	 */
	private static final class Silence implements AutoCloseable {

		private final ServerSocket listener;

		private final List<SocketChannel> waiting = new ArrayList<>();

		Silence(String address, int port) throws IOException {
			this.listener = new ServerSocket(port, 1, InetAddress.getByName(address));
			for (int i = 0; i < 8; i++) {
				SocketChannel channel = SocketChannel.open();
				channel.configureBlocking(false);
				channel.connect(this.listener.getLocalSocketAddress());
				this.waiting.add(channel);
			}
			await().until(() -> !canConnect());
		}

		private boolean canConnect() {
			try (Socket socket = new Socket()) {
				socket.connect(this.listener.getLocalSocketAddress(), 300);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}

		int port() {
			return this.listener.getLocalPort();
		}

		@Override
		public void close() throws IOException {
			for (SocketChannel channel : this.waiting) {
				channel.close();
			}
			this.listener.close();
		}

	}

}
