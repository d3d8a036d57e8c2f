package dev.tlsboot.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.util.List;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code openssl s_client} is told when its certificate is refused.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class CertificateAlertTests {

	private static final BigInteger REVOKED = BigInteger.valueOf(666);

	@Parameter
	TestEngine engine;

	@TempDir
	Path folder;

	private final Held root = CertificateRecipe.authority("CN=Root").selfSigned();

	@ParameterizedTest
	@CsvSource({ "expired, EXPIRED_CERTIFICATE, 45", "revoked, REVOKED_CERTIFICATE, 44",
			"wrong purpose, BAD_CERTIFICATE, 43", "broken, BAD_CERTIFICATE, 42", "unknown, UNKNOWN_CA, 48" })
	void fitsInTls12(String kind, FailureReason reason, int alert) throws IOException {
		refuses(kind, reason, "-tls1_2", alert);
	}

	@ParameterizedTest
	@CsvSource({ "expired, EXPIRED_CERTIFICATE, 45", "revoked, REVOKED_CERTIFICATE, 44",
			"wrong purpose, BAD_CERTIFICATE, 43", "broken, BAD_CERTIFICATE, 42", "unknown, UNKNOWN_CA, 48" })
	void fitsInTls13WhereTheEngineHasMoreThanOne(String kind, FailureReason reason, int alert) throws IOException {
		// JSSE encrypts certificate_unknown, whatever a trust manager throws
		refuses(kind, reason, "-tls1_3", (this.engine == TestEngine.JDK) ? 46 : alert);
	}

	private void refuses(String kind, FailureReason reason, String version, int alert) throws IOException {
		Held client = client(kind);
		try (TestTls tls = new TestTls(this.engine);
				PeerProcess peer = PeerProcess.start("openssl", "s_client", version, "-connect",
						"localhost:" + TestTls.port(serve(tls, kind)), "-key", write("key.pem", client.keyPem()),
						"-cert", write("cert.pem", client.certificatePem()))) {
			peer.awaitOutput("SSL alert number " + alert);
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason).containsExactly(reason);
		}
	}

	private TlsServer serve(TestTls tls, String kind) {
		List<X509CRL> lists = kind.equals("revoked")
				? List.of(RevocationRecipe.by(this.root).revoking(REVOKED, CRLReason.keyCompromise).make()) : List.of();
		SecureContext context = this.engine.serverContext()
			.trust(TrustAnchors.of(List.of(this.root.certificate()), lists))
			.requestCert(true)
			.build();
		return tls.serve(context, TestTls.echo(), (builder) -> {
		});
	}

	private Held client(String kind) {
		CertificateRecipe recipe = CertificateRecipe.named("CN=client");
		return switch (kind) {
			case "expired" -> recipe.expired().issuedBy(this.root);
			case "revoked" -> recipe.serialNumber(REVOKED).issuedBy(this.root);
			case "wrong purpose" -> recipe.extendedKeyUsage(KeyPurposeId.id_kp_codeSigning).issuedBy(this.root);
			case "broken" -> recipe.brokenSignature().issuedBy(this.root);
			default -> recipe.selfSigned();
		};
	}

	private String write(String name, String pem) throws IOException {
		return Files.writeString(this.folder.resolve(name), pem).toString();
	}

}
