package dev.tlsboot.autoconfigure.metrics;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every reason for which a handshake can fail, brought about by a peer that is none of
 * ours, as the meter tells it.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class HandshakeReasonTests {

	@Parameter
	private TestEngine engine;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final TlsMetrics metrics = new TlsMetrics();

	@TempDir
	private Path folder;

	private X509Bundle authority;

	@BeforeAll
	static void needsOpenSsl() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@ParameterizedTest
	@EnumSource
	void isWhatTheMeterSays(FailureReason reason) throws Exception {
		assumeTrue(reason != FailureReason.SESSION_STORE || this.engine == TestEngine.BOUNCYCASTLE,
				"this engine asks no store for sessions");
		this.metrics.bindTo(this.registry);
		this.authority = new CertificateBuilder().ecp256()
			.subject("CN=CA of clients")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(context(reason), TestTls.echo(), (builder) -> {
				builder.observers(List.of(this.metrics)).rejectUnknownNames(reason == FailureReason.UNRECOGNIZED_NAME);
				if (reason == FailureReason.TIMEOUT) {
					builder.handshakeTimeout(Duration.ofMillis(100));
				}
				if (reason == FailureReason.OTHER) {
					builder.sniResolver((name) -> CompletableFuture.failedFuture(new IOException("no database")));
				}
			});
			provoke(reason, tls, TestTls.port(server));
			await().atMost(30, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(failures()).isEqualTo(Map.of(reason.tag(), 1L)));
			assertThat(this.registry.find("tls.server.handshakes").tag("result", "success").timer()).isNull();
		}
	}

	private Map<String, Long> failures() {
		return this.registry.find("tls.server.handshakes")
			.tags("result", "failure", "protocol", "none", "cipher", "none", "resumed", "none")
			.timers()
			.stream()
			.collect(Collectors.toMap((timer) -> timer.getId().getTag("reason"), (timer) -> timer.count()));
	}

	private SecureContext context(FailureReason reason) throws Exception {
		SecureContext.Builder builder = this.engine.serverContext();
		TrustAnchors anchors = TrustAnchors.of(List.of(this.authority.getCertificate()));
		return switch (reason) {
			case NO_SHARED_PROTOCOL -> builder.protocols(List.of("TLSv1.3")).build();
			case NO_CERTIFICATE, BAD_CERTIFICATE, EXPIRED_CERTIFICATE, UNKNOWN_CA ->
				builder.trust(anchors).requestCert(true).build();
			case REVOKED_CERTIFICATE ->
				builder.trust(anchors.withRevocationLists(List.of(revocationList()))).requestCert(true).build();
			case SESSION_STORE -> builder.sharedSessions(sessions(new MapSessionStore() {
				@Override
				public CompletionStage<Optional<byte[]>> get(String id) {
					return CompletableFuture.failedFuture(new IOException("Redis is down"));
				}
			})).build();
			default -> builder.build();
		};
	}

	private static SharedSessions sessions(TlsSessionStore store) {
		return new SharedSessions(store, List.of());
	}

	private CredentialSource revocationList() throws Exception {
		byte[] list = new JcaX509v2CRLBuilder(this.authority.getCertificate(),
				Date.from(Instant.now().minus(1, ChronoUnit.HOURS)))
			.setNextUpdate(Date.from(Instant.now().plus(1, ChronoUnit.HOURS)))
			.addCRLEntry(BigInteger.valueOf(4711), new Date(), CRLReason.keyCompromise)
			.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.authority.getKeyPair().getPrivate()))
			.getEncoded();
		return new CredentialSource("crl", "memory", list);
	}

	private CertificateBuilder certificate() {
		return new CertificateBuilder().ecp256().subject("CN=client").addExtendedKeyUsageClientAuth();
	}

	private void provoke(FailureReason reason, TestTls tls, int port) throws Exception {
		switch (reason) {
			case TIMEOUT -> sendToTheEnd(port, "");
			case NOT_TLS -> sendToTheEnd(port, "GET / HTTP/1.1\r\n\r\n");
			case PEER_CLOSED -> new Socket(InetAddress.getLoopbackAddress(), port).close();
			case NO_SHARED_CIPHER -> openssl(port, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA");
			case NO_SHARED_PROTOCOL -> openssl(port, "-tls1_2");
			case NO_CERTIFICATE -> openssl(port);
			case BAD_CERTIFICATE -> opensslWith(port,
					new CertificateBuilder().ecp256()
						.subject("CN=a server")
						.addExtendedKeyUsageServerAuth()
						.buildIssuedBy(this.authority));
			case EXPIRED_CERTIFICATE -> opensslWith(port,
					certificate().notBefore(Instant.now().minus(9, ChronoUnit.DAYS))
						.notAfter(Instant.now().minus(1, ChronoUnit.DAYS))
						.buildIssuedBy(this.authority));
			case REVOKED_CERTIFICATE ->
				opensslWith(port, certificate().serial(BigInteger.valueOf(4711)).buildIssuedBy(this.authority));
			case UNKNOWN_CA -> opensslWith(port, TestPki.get().client());
			case UNRECOGNIZED_NAME, OTHER -> openssl(port, "-servername", "unknown.test");
			case ALERT -> openssl(port, "-verify_return_error", "-CAfile",
					TestPki.writeChain(this.folder, this.authority).toString());
			case SESSION_STORE ->
				openssl(port, "-tls1_2", "-no_ticket", "-sess_in", sessionOfAnotherServer(tls).toString());
		}
	}

	private Path sessionOfAnotherServer(TestTls tls) {
		SecureContext context = this.engine.serverContext().sharedSessions(sessions(new MapSessionStore())).build();
		Path session = this.folder.resolve("session.pem");
		TlsServer server = tls.serve(context, CleartextStream::end, (builder) -> {
		});
		openssl(TestTls.port(server), "-tls1_2", "-no_ticket", "-sess_out", session.toString());
		return session;
	}

	/**
	 * Send something, and wait for the server to close.
	 */
	private static void sendToTheEnd(int port, String data) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(data.getBytes(StandardCharsets.US_ASCII));
			socket.getInputStream().readAllBytes();
		}
	}

	private void opensslWith(int port, X509Bundle identity) {
		openssl(port, "-key", TestPki.writeKey(this.folder, identity).toString(), "-cert",
				TestPki.writeChain(this.folder, identity).toString());
	}

	/**
	 * Connect, and wait until the client has given up.
	 */
	private static void openssl(int port, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
		command.addAll(List.of(options));
		try (PeerProcess client = PeerProcess.start(command)) {
			client.awaitExit();
		}
	}

}
