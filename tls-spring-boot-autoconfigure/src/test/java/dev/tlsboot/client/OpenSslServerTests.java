package dev.tlsboot.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Our client and {@code openssl s_server}.
 */
class OpenSslServerTests {

	private final TestPki pki = TestPki.get();

	@TempDir
	private Path folder;

	@BeforeAll
	static void needsOpenSsl() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_2, rsa, TLSv1.2", "-tls1_3, rsa, TLSv1.3", "-tls1_2, ec, TLSv1.2", "-tls1_3, ec, TLSv1.3" })
	void talksToAServerWhoseCertificateVerifies(String option, String key, String protocol) {
		X509Bundle identity = key.equals("rsa") ? this.pki.rsaServer() : this.pki.ecServer();
		int port = freePort();
		try (TestTls tls = new TestTls(); PeerProcess server = serve(port, identity, option, "-rev")) {
			CleartextStream stream = TestTls
				.get(tls.client(TestTls.clientContext().build()).connect(port, "localhost"));
			StringBuffer received = new StringBuffer();
			stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			stream.write("hello\n");
			await().untilAsserted(() -> assertThat(received.toString()).contains("olleh\n"));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.protocol()).isEqualTo(protocol);
			assertThat(stream.servername()).isEqualTo("localhost");
			assertThat(stream.peerCertificate().isEmpty()).isFalse();
			stream.end();
			await().until(() -> !stream.isOpen());
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void showsItsCertificateWhenAsked(String option) {
		int port = freePort();
		SecureContext context = TestTls.clientContext().credentials(TestPki.credentials(this.pki.client())).build();
		try (TestTls tls = new TestTls();
				PeerProcess server = serve(port, this.pki.ecServer(), option, "-Verify", "1", "-verify_return_error",
						"-CAfile", this.pki.writeAuthority(this.folder).toString())) {
			CleartextStream stream = TestTls.get(tls.client(context).connect(port, "localhost"));
			server.awaitOutput("CN = client");
			server.send("from the server\n");
			StringBuffer received = new StringBuffer();
			stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			await().untilAsserted(() -> assertThat(received.toString()).contains("from the server\n"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void refusesAServerThatItDoesNotTrust(String option) {
		int port = freePort();
		try (TestTls tls = new TestTls(); PeerProcess server = serve(port, this.pki.stranger(), option)) {
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(tls.client(TestTls.clientContext().build()).connect(port, "localhost")))
				.withMessageContaining("DEPTH_ZERO_SELF_SIGNED_CERT")
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(FailureReason.UNKNOWN_CA));
			// unknown_ca, but for JSSE's own alert where that is encrypted
			server.awaitOutput("SSL alert number " + (option.equals("-tls1_3") ? 46 : 48));
			assertThat(tls.clientSide().failures()).hasSize(1);
		}
	}

	@Test
	void refusesAServerWhoseCertificateIsForAnotherHost() {
		int port = freePort();
		try (TestTls tls = new TestTls(); PeerProcess server = serve(port, this.pki.ecServer())) {
			SecureContext context = TestTls.clientContext().build();
			TlsClient expectsAnother = tls.client(context, (builder) -> builder.servername("other.example"));
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(expectsAnother.connect(port, "localhost")))
				.withMessageContaining("ERR_TLS_CERT_ALTNAME_INVALID");
			assertThat(TestTls.get(tls.client(context).connect(port, "127.0.0.1")).authorized()).isTrue();
		}
	}

	@Test
	void talksToAServerThatItDoesNotTrustWhenToldTo() {
		int port = freePort();
		SecureContext context = TestTls.clientContext().rejectUnauthorized(false).build();
		try (TestTls tls = new TestTls(); PeerProcess server = serve(port, this.pki.stranger())) {
			CleartextStream stream = TestTls.get(tls.client(context).connect(port, "localhost"));
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).hasToString("DEPTH_ZERO_SELF_SIGNED_CERT");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "foo,world; hello,world; world", "hello; hello,world; hello",
			"world,hello; hello,world; hello", "world,hello; world,hello; world", "a,b,c,d; x,y,d,b; d" })
	void choosesByNpnTheFirstOfTheServersProtocols(String own, String offered, String chosen) {
		int port = freePort();
		SecureContext context = TestTls.clientContext()
			.engine(TlsEngine.openSsl())
			.protocols(List.of("TLSv1.2"))
			.npnProtocols(List.of(own.split(",")))
			.build();
		try (TestTls tls = new TestTls();
				PeerProcess server = serve(port, this.pki.ecServer(), "-tls1_2", "-nextprotoneg", offered)) {
			CleartextStream stream = TestTls.get(tls.client(context).connect(port, "localhost"));
			server.awaitOutput("NEXTPROTO is " + chosen);
			assertThat(stream.npnProtocol()).isEqualTo(chosen);
			assertThat(stream.alpnProtocol()).isNull();
		}
	}

	private PeerProcess serve(int port, X509Bundle identity, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-key",
				TestPki.writeKey(this.folder, identity).toString(), "-cert",
				TestPki.writeChain(this.folder, identity).toString()));
		command.addAll(List.of(options));
		PeerProcess server = PeerProcess.start(command);
		return server.awaitOutput("ACCEPT");
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
