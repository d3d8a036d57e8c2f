package dev.tlsboot.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.SniContextResolver;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ServerNameTests {

	private final TestPki pki = TestPki.get();

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@Parameter
	private TestEngine engine;

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "www.example.com, exact", "WWW.Example.COM, exact", "www.example.com., exact",
			"mail.example.com, wildcard", "a.mail.example.com, default", "example.com, default",
			"other.test, default" })
	void choosesTheContextByTheNameThatTheClientAsksFor(String name, String expected) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> {
			});
			SecureContext exact = named(this.pki.rsaServer());
			SecureContext wildcard = named(this.pki.stranger());
			server.addContext("www.EXAMPLE.com", exact);
			server.addContext("*.example.com", wildcard);
			assertThat(server.serverNames()).containsExactly("*.example.com", "www.example.com");
			X509Certificate shown = ask(tls, server, name).peerCertificate().x509Certificate();
			assertThat(shown).isEqualTo(switch (expected) {
				case "exact" -> this.pki.rsaServer().getCertificate();
				case "wildcard" -> this.pki.stranger().getCertificate();
				default -> this.pki.ecServer().getCertificate();
			});
			assertThat(take().servername()).isEqualTo(name.toLowerCase().replaceAll("\\.$", ""));
		}
	}

	@Test
	void replacesAndRemovesContextsWhileItRuns() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> {
			});
			server.addContext("www.example.com", named(this.pki.stranger()));
			server.addContext("WWW.example.com", named(this.pki.rsaServer()));
			CleartextStream before = ask(tls, server, "www.example.com");
			assertThat(before.peerCertificate().x509Certificate()).isEqualTo(this.pki.rsaServer().getCertificate());
			assertThat(server.removeContext("www.example.COM")).isTrue();
			assertThat(server.removeContext("www.example.com")).isFalse();
			assertThat(ask(tls, server, "www.example.com").peerCertificate().x509Certificate())
				.isEqualTo(this.pki.ecServer().getCertificate());
			assertThat(before.isOpen()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "*.", "a..b", "-a.test", "a b.test", "*.*.test", "www.*.test", "::1" })
	void takesNoContextForWhatIsNoName(String name) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> {
			});
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> server.addContext(name, named(this.pki.rsaServer())))
				.satisfies((ex) -> assertThat(ex.option()).isEqualTo("server-name"));
		}
	}

	@Test
	void asksForCertificatesUnderOneNameOnly() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> {
			});
			server.addContext("devices.test",
					this.engine.serverContext().trust(this.pki.anchors()).requestCert(true).build());
			ask(tls, server, "browsers.test");
			ask(tls, server, "devices.test");
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NO_CERTIFICATE);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown.test", "no_host name", "b\u00fccher.test", "a..b" })
	void refusesUnknownAndIllegalNamesWithTheirAlert(String name) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> builder.rejectUnknownNames(true));
			try (PeerProcess client = openssl(server, "-servername", name)) {
				client.awaitOutput("SSL alert number 112");
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.UNRECOGNIZED_NAME);
			// who asks for no name gets the server's own context
			try (PeerProcess client = openssl(server, "-noservername")) {
				client.awaitOutput("welcome!");
			}
		}
	}

	@Test
	void waitsForTheResolver() {
		CompletableFuture<SecureContext> answer = new CompletableFuture<>();
		BlockingQueue<String> asked = new LinkedBlockingQueue<>();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> builder.sniResolver((name) -> {
				asked.add(name);
				return answer;
			}));
			server.addContext("known.test", named(this.pki.stranger()));
			assertThat(ask(tls, server, "known.test").peerCertificate().x509Certificate())
				.isEqualTo(this.pki.stranger().getCertificate());
			CompletableFuture<CleartextStream> connected = connect(tls, server, "Dynamic.test");
			await().until(() -> !asked.isEmpty());
			assertThat(asked).containsExactly("dynamic.test");
			assertThat(connected).isNotDone();
			answer.complete(named(this.pki.rsaServer()));
			assertThat(TestTls.get(connected).peerCertificate().x509Certificate())
				.isEqualTo(this.pki.rsaServer().getCertificate());
		}
	}

	@Test
	void takesTheDefaultContextWhenTheResolverFindsNone() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls,
					(builder) -> builder.sniResolver((name) -> CompletableFuture.completedFuture(null)));
			assertThat(ask(tls, server, "some.test").peerCertificate().x509Certificate())
				.isEqualTo(this.pki.ecServer().getCertificate());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "fails", "throws", "throws an error", "unusable" })
	void refusesTheClientWhenTheResolverFails(String how) {
		SniContextResolver resolver = (name) -> switch (how) {
			case "fails" -> CompletableFuture.failedFuture(new IOException("database is down"));
			case "throws" -> throw new IllegalStateException("database is down");
			case "throws an error" -> throw new StackOverflowError();
			// no key
			default -> CompletableFuture.completedFuture(SecureContext.builder().build());
		};
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> builder.sniResolver(resolver));
			try (PeerProcess client = openssl(server, "-servername", "some.test")) {
				client.awaitOutput("SSL alert number 80");
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).singleElement().satisfies((failure) -> {
				assertThat(failure.reason()).isEqualTo(FailureReason.OTHER);
				assertThat(failure).hasMessageContaining("SniContextResolver failed")
					.hasMessageContaining("some.test")
					.hasCauseInstanceOf(Throwable.class);
			});
		}
	}

	@Test
	void givesUpOnAResolverThatDoesNotAnswer() {
		CompletableFuture<SecureContext> answer = new CompletableFuture<>();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls,
					(builder) -> builder.sniResolver((name) -> answer).handshakeTimeout(Duration.ofMillis(300)));
			CompletableFuture<CleartextStream> connected = connect(tls, server, "some.test");
			await().until(connected::isCompletedExceptionally);
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.TIMEOUT);
			await().until(() -> server.connections() == 0);
			// too late, and nobody is there
			answer.complete(named(this.pki.rsaServer()));
			assertThat(tls.serverSide().steps()).doesNotContain("secured");
		}
	}

	@Test
	void noticesAtOnceThatTheClientIsGoneWhileTheResolverIsAsked() {
		CompletableFuture<SecureContext> answer = new CompletableFuture<>();
		CompletableFuture<String> asked = new CompletableFuture<>();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> builder.sniResolver((name) -> {
				asked.complete(name);
				return answer;
			}));
			try (PeerProcess client = openssl(server, "-servername", "some.test")) {
				await().until(asked::isDone);
				assertThat(client.output()).doesNotContain("alert");
			}
			await().until(() -> server.connections() == 0);
			// which nobody needs any more
			answer.complete(named(this.pki.rsaServer()));
			assertThat(tls.serverSide().failures()).singleElement()
				.extracting(TlsHandshakeException::reason)
				.isEqualTo(FailureReason.PEER_CLOSED);
			assertThat(tls.serverSide().steps()).doesNotContain("secured");
		}
	}

	@Test
	void holdsBackAClientThatSendsOnWhileTheResolverIsAsked() throws IOException {
		CompletableFuture<SecureContext> answer = new CompletableFuture<>();
		CompletableFuture<String> asked = new CompletableFuture<>();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> builder.sniResolver((name) -> {
				asked.complete(name);
				return answer;
			}));
			// a record that TLS waits for until it is whole
			ByteBuffer more = ByteBuffer.allocate(64 * 1024).put(new byte[] { 23, 3, 3, 0x40, 0 }).position(0);
			try (SocketChannel client = helloFor("some.test", server)) {
				await().until(asked::isDone);
				client.configureBlocking(false);
				await().during(Duration.ofMillis(300)).until(() -> {
					while (client.write(more.rewind()) > 0) {
						continue;
					}
					return client.write(more.rewind()) == 0;
				});
				assertThat(server.bytesRead()).isLessThan(256 * 1024);
				answer.complete(named(this.pki.rsaServer()));
				await().until(() -> !tls.serverSide().failures().isEmpty());
			}
			await().until(() -> server.connections() == 0);
		}
	}

	/**
	 * Connect, and send a ClientHello.
	 */
	private static SocketChannel helloFor(String name, TlsServer server) throws IOException {
		SSLEngine engine = engineFor(name);
		ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
		engine.wrap(ByteBuffer.allocate(0), hello);
		SocketChannel channel = SocketChannel.open(server.address());
		channel.write(hello.flip());
		return channel;
	}

	private static SSLEngine engineFor(String name) {
		try {
			SSLEngine engine = SSLContext.getDefault().createSSLEngine(name, 443);
			engine.setUseClientMode(true);
			return engine;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void resumesASessionForTheNameItWasMadeFor(String version) {
		assumeTrue(this.engine.hasTickets() || version.equals("-tls1_2"), "TLS 1.3 resumes by ticket");
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, (builder) -> {
			});
			shakeHands(server, version, "-servername", "one.test", "-sess_out", session.toString());
			assertThat(take().resumed()).isFalse();
			shakeHands(server, version, "-servername", "one.test", "-sess_in", session.toString());
			CleartextStream again = take();
			assertThat(again.resumed()).isTrue();
			assertThat(again.servername()).isEqualTo("one.test");
			shakeHands(server, version, "-servername", "two.test", "-sess_in", session.toString());
			CleartextStream other = take();
			assertThat(other.resumed()).isFalse();
			assertThat(other.servername()).isEqualTo("two.test");
			shakeHands(server, version, "-noservername", "-sess_in", session.toString());
			CleartextStream nameless = take();
			assertThat(nameless.resumed()).isFalse();
			assertThat(nameless.servername()).isNull();
		}
	}

	private void shakeHands(TlsServer server, String... options) {
		try (PeerProcess client = openssl(server, options)) {
			// behind the session tickets
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
		}
	}

	private SecureContext named(X509Bundle identity) {
		return this.engine.serverContext().credentials(TestPki.credentials(identity)).build();
	}

	private TlsServer serve(TestTls tls, Consumer<TlsServer.Builder> settings) {
		return tls.serve(this.engine.serverContext().build(), (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, settings);
	}

	private static CompletableFuture<CleartextStream> connect(TestTls tls, TlsServer server, String name) {
		return tls
			.client(SecureContext.builder().rejectUnauthorized(false).build(), (builder) -> builder.servername(name))
			.connect(TestTls.port(server), "localhost")
			.toCompletableFuture();
	}

	private static CleartextStream ask(TestTls tls, TlsServer server, String name) {
		return TestTls.get(connect(tls, server, name));
	}

	private CleartextStream take() {
		try {
			return this.streams.poll(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static PeerProcess openssl(TlsServer server, String... options) {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-connect", "127.0.0.1:" + TestTls.port(server)));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
