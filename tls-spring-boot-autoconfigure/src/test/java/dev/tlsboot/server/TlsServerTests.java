package dev.tlsboot.server;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestEngine.class)
class TlsServerTests {

	@Parameter
	private TestEngine engine;

	@Test
	void servesAThousandConnectionsOpenedAtOnce() {
		AtomicInteger served = new AtomicInteger();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(TestTls.clientContext().build());
			List<CompletionStage<CleartextStream>> connections = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				connections.add(client.connect(TestTls.port(server), "localhost").thenApply((stream) -> {
					stream.onData((data) -> {
						if (StandardCharsets.UTF_8.decode(data).toString().contains("welcome!")) {
							served.incrementAndGet();
						}
					});
					return stream;
				}));
			}
			connections.forEach(TestTls::get);
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(served).hasValue(1000));
			assertThat(server.connections()).isEqualTo(1000);
			connections.forEach((connection) -> TestTls.get(connection).end());
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			await().untilAsserted(() -> assertThat(client.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void closesAClientThatSaysNothingAtTheHandshakeTimeout() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), TestTls.echo(),
					(builder) -> builder.handshakeTimeout(Duration.ofMillis(300)));
			try (Socket silent = connectPlain(server)) {
				assertThat(silent.getInputStream().read()).isEqualTo(-1);
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.TIMEOUT);
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
		}
	}

	@Test
	void closesAClientThatStopsInTheMiddleOfTheHandshake() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), TestTls.echo(),
					(builder) -> builder.handshakeTimeout(Duration.ofMillis(300)));
			try (Socket stalled = connectPlain(server)) {
				// a record of 512 bytes is announced, and one of them comes
				stalled.getOutputStream().write(new byte[] { 22, 3, 1, 2, 0, 1 });
				assertThat(stalled.getInputStream().read()).isEqualTo(-1);
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "noise noise noise noise" })
	void answersWhatIsNotTlsWithOneFailureAndAClosedConnection(String noise) throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			try (Socket client = connectPlain(server)) {
				client.getOutputStream().write(noise.getBytes(StandardCharsets.US_ASCII));
				drain(client.getInputStream());
			}
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NOT_TLS);
			assertThat(tls.serverSide().steps()).containsExactly("listening", "connected", "handshakeFailed");
		}
	}

	@Test
	void countsAClientThatHangsUpBeforeTheHandshakeAsPeerClosed() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			connectPlain(server).close();
			await()
				.untilAsserted(() -> assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
					.containsExactly(FailureReason.PEER_CLOSED));
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
		}
	}

	@Test
	void refusesConnectionsAboveTheLimitAndTakesOthersWhenSomeAreGone() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), TestTls.echo(),
					(builder) -> builder.maxConnections(2));
			CleartextStream first = tls.connect(server);
			tls.connect(server);
			try (Socket third = connectPlain(server)) {
				assertThat(readQuietly(third.getInputStream())).isEqualTo(-1);
			}
			assertThat(server.connections()).isEqualTo(2);
			assertThat(tls.serverSide().steps()).containsOnlyOnce("refused");
			first.destroy();
			await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(1));
			assertThat(tls.connect(server).isOpen()).isTrue();
		}
	}

	@Test
	void refusesConnectionsWhileTooManyHandshakesAreUnderWay() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), TestTls.echo(),
					(builder) -> builder.maxPendingHandshakes(2));
			assertThat(tls.connect(server).isOpen()).isTrue();
			// a client of TLS 1.3 is done before its server is
			await().until(() -> tls.serverSide().steps().contains("secured"));
			try (Socket first = connectPlain(server);
					Socket second = connectPlain(server);
					Socket third = connectPlain(server)) {
				assertThat(readQuietly(third.getInputStream())).isEqualTo(-1);
				assertThat(tls.serverSide().steps()).containsOnlyOnce("refused");
				assertThat(server.connections()).isEqualTo(3);
				first.close();
				second.close();
			}
			await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(1));
			assertThat(tls.connect(server).isOpen()).isTrue();
		}
	}

	/**
	 * Else it would make room for one handshake more than there may be.
	 */
	@Test
	void aSecuredConnectionThatIsGoneNoLongerCountsAsSecured() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			CleartextStream client = tls.connect(server);
			await().until(() -> tls.serverSide().steps().contains("secured"));
			client.destroy();
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			try (Socket silent = connectPlain(server)) {
				assertThat(silent.isConnected()).isTrue();
				await().untilAsserted(() -> assertThat(server.pendingHandshakes()).isEqualTo(1));
			}
		}
	}

	@Test
	void closesAConnectionOnWhichNothingMoves() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), (stream) -> stream.pipe(stream),
					(builder) -> builder.idleTimeout(Duration.ofMillis(300)));
			CleartextStream client = tls.connect(server);
			StringBuffer ended = new StringBuffer();
			client.onEnd(() -> ended.append("end")).resume();
			await().until(() -> !client.isOpen());
			assertThat(ended).hasToString("end");
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void stopsAcceptingAndLetsConnectionsFinish() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			int port = TestTls.port(server);
			CleartextStream client = tls.connect(server);
			StringBuffer echoed = new StringBuffer();
			client.onData((data) -> echoed.append(StandardCharsets.UTF_8.decode(data)));
			CompletionStage<Void> closed = server.close();
			await().untilAsserted(() -> assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close()));
			client.write("still here");
			await().untilAsserted(() -> assertThat(echoed).hasToString("still here"));
			assertThat(closed.toCompletableFuture()).isNotDone();
			client.end();
			TestTls.get(closed);
			assertThat(tls.serverSide().steps()).endsWith("serverClosed");
			assertThat(server.address()).isNull();
		}
	}

	@Test
	void closesItsConnectionsWithCloseNotify() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			CleartextStream client = tls.connect(server);
			StringBuffer ended = new StringBuffer();
			client.onEnd(() -> ended.append("end")).resume();
			// in TLS 1.3 a client is done before its server
			await().until(() -> tls.serverSide().steps().contains("secured"));
			TestTls.get(server.closeConnections());
			await().until(() -> !client.isOpen());
			assertThat(ended).hasToString("end");
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@Test
	void listensAgainAfterItWasClosed() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			TestTls.get(server.close());
			TestTls.get(server.listen());
			assertThat(tls.connect(server).isOpen()).isTrue();
		}
	}

	@Test
	void newConnectionsUseANewContextAndOldOnesKeepTheirs() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			CleartextStream before = tls.connect(server);
			server.setSecureContext(
					this.engine.serverContext().credentials(TestPki.credentials(TestPki.get().rsaServer())).build());
			CleartextStream after = tls.connect(server);
			assertThat(before.peerCertificate().x509Certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
			assertThat(after.peerCertificate().x509Certificate().getPublicKey().getAlgorithm()).isEqualTo("RSA");
			assertThat(before.isOpen()).isTrue();
		}
	}

	@Test
	void cannotListenOnAPortThatIsTaken() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> tls.serve(this.engine.serverContext().build(), (stream) -> stream.end(),
						(builder) -> builder.port(TestTls.port(server))))
				.withCauseInstanceOf(BindException.class);
		}
	}

	@Test
	void needsAKey() {
		try (TestTls tls = new TestTls(this.engine)) {
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> tls.serve(TestTls.clientContext().build(), (stream) -> stream.end(), (builder) -> {
				}))
				.satisfies((failure) -> assertThat(failure.option()).isEqualTo("key"));
		}
	}

	@Test
	void aListenerThatThrowsLosesOnlyItsOwnConnection() {
		AtomicInteger count = new AtomicInteger();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> {
				if (count.getAndIncrement() == 0) {
					throw new AssertionError("the application's fault");
				}
				stream.pipe(stream);
			});
			CleartextStream first = tls.connect(server);
			first.resume();
			await().until(() -> !first.isOpen());
			CleartextStream second = tls.connect(server);
			assertThat(second.isOpen()).isTrue();
			assertThat(tls.serverSide().errors()).hasSize(1).first().isInstanceOf(AssertionError.class);
		}
	}

	@Test
	void anObserverThatThrowsIsNobodyElsesConcern() {
		TlsObserver broken = (TlsObserver) Proxy.newProxyInstance(TlsObserver.class.getClassLoader(),
				new Class<?>[] { TlsObserver.class }, (proxy, method, arguments) -> {
					throw new LinkageError("the registry's fault");
				});
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().build(), TestTls.echo(),
					(builder) -> builder.observers(List.of(broken, tls.serverSide())));
			CleartextStream client = tls.connect(server);
			CompletableFuture<String> greeting = new CompletableFuture<>();
			client.onData((data) -> greeting.complete(StandardCharsets.UTF_8.decode(data).toString()));
			assertThat(TestTls.get(greeting)).isEqualTo("welcome!\n");
			client.destroy();
			await().until(() -> server.connections() == 0);
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsSubsequence("listening",
					"connected", "secured", "closed"));
		}
	}

	private static Socket connectPlain(TlsServer server) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), TestTls.port(server));
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static void drain(InputStream input) {
		while (readQuietly(input) >= 0) {
			continue;
		}
	}

	private static int readQuietly(InputStream input) {
		try {
			return input.read();
		}
		catch (IOException ex) {
			// a reset is as closed as an end
			return -1;
		}
	}

}
