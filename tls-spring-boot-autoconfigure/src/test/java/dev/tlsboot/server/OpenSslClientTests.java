package dev.tlsboot.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Our server and {@code openssl s_client}.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class OpenSslClientTests {

	@Parameter
	private TestEngine engine;

	private final TestPki pki = TestPki.get();

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@TempDir
	private Path folder;

	@BeforeAll
	static void needsOpenSsl() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_2, rsa, TLSv1.2", "-tls1_3, rsa, TLSv1.3", "-tls1_2, ec, TLSv1.2", "-tls1_3, ec, TLSv1.3" })
	void echoesToAClientThatShowsNoCertificate(String option, String key, String protocol) throws Exception {
		X509Bundle identity = key.equals("rsa") ? this.pki.rsaServer() : this.pki.ecServer();
		SecureContext context = SecureContext.builder().credentials(TestPki.credentials(identity)).build();
		try (TestTls tls = new TestTls(this.engine); PeerProcess client = connect(serve(tls, context), option)) {
			client.awaitOutput("welcome!");
			client.send("hello from openssl\n").awaitOutput("hello from openssl\n");
			CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
			assertThat(stream.protocol()).isEqualTo(protocol);
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).isNull();
			assertThat(stream.peerCertificate().isEmpty()).isTrue();
			assertThat(stream.servername()).isEqualTo("localhost");
			assertThat(stream.resumed()).isFalse();
			assertThat(client.output()).contains("Verify return code: 0 (ok)");
			client.closeInput();
			assertThat(client.awaitExit()).isZero();
			await().until(() -> tls.serverSide().steps().contains("closed"));
			assertThat(tls.serverSide().errors()).isEmpty();
			assertThat(stream.bytesRead()).isGreaterThan(300);
			assertThat(stream.bytesWritten()).isGreaterThan(300);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void authorizesAClientWhoseCertificateVerifies(String option) throws Exception {
		SecureContext context = mutual().build();
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, context), option, "-key",
						TestPki.writeKey(this.folder, this.pki.client()).toString(), "-cert",
						TestPki.writeChain(this.folder, this.pki.client()).toString())) {
			client.awaitOutput("welcome!");
			CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.authorizationError()).isNull();
			assertThat(stream.peerCertificate().isEmpty()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void refusesAClientWithoutACertificateAndSaysSo(String option) {
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, mutual().build()), option)) {
			// JDK 17 says bad_certificate; later ones handshake_failure, and in TLS 1.3
			// certificate_required
			client.awaitOutput("SSL alert number");
			assertThat(client.output()).containsPattern("SSL alert number (40|42|116)");
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NO_CERTIFICATE);
			assertThat(tls.serverSide().steps()).doesNotContain("secured", "closed");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void refusesAStranger(String option) {
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, mutual().build()), option, "-key",
						TestPki.writeKey(this.folder, this.pki.stranger()).toString(), "-cert",
						TestPki.writeChain(this.folder, this.pki.stranger()).toString())) {
			client.awaitOutput("SSL alert number");
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.UNKNOWN_CA);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void letsAStrangerInWithTheReasonWhenToldTo(String option) throws Exception {
		SecureContext context = mutual().rejectUnauthorized(false).build();
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, context), option, "-key",
						TestPki.writeKey(this.folder, this.pki.stranger()).toString(), "-cert",
						TestPki.writeChain(this.folder, this.pki.stranger()).toString())) {
			client.awaitOutput("welcome!");
			CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).hasToString("DEPTH_ZERO_SELF_SIGNED_CERT");
			assertThat(stream.peerCertificate().isEmpty()).isFalse();
		}
	}

	@Test
	void theVerdictSurvivesResumption() throws Exception {
		SecureContext context = mutual().rejectUnauthorized(false).build();
		Path session = this.folder.resolve("session");
		List<String> identity = List.of("-key", TestPki.writeKey(this.folder, this.pki.stranger()).toString(), "-cert",
				TestPki.writeChain(this.folder, this.pki.stranger()).toString());
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = serve(tls, context);
			for (String option : this.engine.hasTickets() ? List.of("-tls1_2", "-tls1_3") : List.of("-tls1_2")) {
				for (String direction : List.of("-sess_out", "-sess_in")) {
					List<String> options = new ArrayList<>(identity);
					options.addAll(List.of(option, direction, session.toString()));
					try (PeerProcess client = connect(server, options.toArray(String[]::new))) {
						client.awaitOutput("welcome!");
						client.closeInput();
						client.awaitExit();
						CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
						assertThat(stream.resumed()).as("%s %s %s", option, direction, client.output())
							.isEqualTo(direction.equals("-sess_in"));
						assertThat(stream.authorized()).isFalse();
						assertThat(stream.authorizationError()).hasToString("DEPTH_ZERO_SELF_SIGNED_CERT");
						assertThat(stream.peerCertificate().isEmpty()).isFalse();
					}
				}
			}
		}
	}

	@Test
	void refusesAClientThatSharesNoProtocol() {
		SecureContext context = this.engine.serverContext().protocols(List.of("TLSv1.3")).build();
		try (TestTls tls = new TestTls(this.engine); PeerProcess client = connect(serve(tls, context), "-tls1_2")) {
			client.awaitOutput("alert protocol version");
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.as(tls.serverSide().failures().toString())
				.containsExactly(FailureReason.NO_SHARED_PROTOCOL);
		}
	}

	@Test
	void refusesAClientThatSharesNoCipher() {
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, this.engine.serverContext().build()), "-tls1_2", "-cipher",
						"ECDHE-RSA-AES128-SHA")) {
			client.awaitOutput("alert handshake failure");
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NO_SHARED_CIPHER);
		}
	}

	@ParameterizedTest
	@CsvSource({ "true, ECDHE-ECDSA-AES128-GCM-SHA256", "false, ECDHE-ECDSA-AES256-GCM-SHA384" })
	void honorsItsOwnOrderOfCipherSuitesOrTheClients(boolean honor, String chosen) throws Exception {
		SecureContext context = this.engine.serverContext()
			.ciphers(CipherList.parse("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"))
			.honorCipherOrder(honor)
			.build();
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, context), "-tls1_2", "-cipher",
						"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256")) {
			client.awaitOutput("welcome!");
			CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
			assertThat(stream.cipher().name()).isEqualTo(chosen);
			assertThat(client.output()).contains("Cipher is " + chosen);
		}
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3, ECDSA+SHA256, ECDSA", "-tls1_3, RSA-PSS+SHA256, RSA-PSS", "-tls1_2, ECDSA+SHA256, ECDSA",
			"-tls1_2, RSA-PSS+SHA256, RSA-PSS" })
	void showsTheIdentityThatTheClientCanVerify(String option, String algorithm, String signature) {
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, rsaAndEc()), option, "-sigalgs", algorithm)) {
			client.awaitOutput("welcome!");
			assertThat(client.output()).contains("Peer signature type: " + signature, "Verify return code: 0 (ok)");
		}
	}

	@ParameterizedTest
	@CsvSource({ "ECDHE-ECDSA-AES128-GCM-SHA256, ECDSA", "ECDHE-RSA-AES128-GCM-SHA256, RSA-PSS" })
	void showsTheIdentityThatGoesWithTheCipherSuitesOfTheClient(String cipher, String signature) {
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess client = connect(serve(tls, rsaAndEc()), "-tls1_2", "-cipher", cipher)) {
			client.awaitOutput("welcome!");
			assertThat(client.output()).contains("Peer signature type: " + signature, "Verify return code: 0 (ok)");
		}
	}

	private SecureContext rsaAndEc() {
		return this.engine.serverContext()
			.credentials(TestPki.credentials(this.pki.rsaServer(), this.pki.ecServer()))
			.build();
	}

	private SecureContext.Builder mutual() {
		return this.engine.serverContext().trust(this.pki.anchors()).requestCert(true);
	}

	private TlsServer serve(TestTls tls, SecureContext context) {
		return tls.serve(context, (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> {
		});
	}

	private PeerProcess connect(TlsServer server, String... options) {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-connect", "127.0.0.1:" + TestTls.port(server), "-servername",
						"localhost", "-CAfile", this.pki.writeAuthority(this.folder).toString()));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
