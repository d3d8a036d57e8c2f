package dev.tlsboot.credential;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class CredentialsTests {

	@Test
	void pairsKeysAndCertificatesByPosition() {
		Credentials credentials = Credentials.fromPem(
				List.of(Fixtures.key("rsa-pkcs1-aes256"), Fixtures.key("p256-sec1")),
				List.of(Fixtures.cert("rsa"), Fixtures.cert("p256")), Fixtures.PASSPHRASE);
		assertThat(credentials.identities()).extracting(Identity::certificate)
			.containsExactly(Fixtures.certificate("rsa"), Fixtures.certificate("p256"));
		assertThat(credentials.identities()).extracting((identity) -> identity.key().getAlgorithm())
			.containsExactly("RSA", "EC");
		assertThat(credentials.authorities()).isEmpty();
	}

	@Test
	void nothingIsNoIdentity() {
		assertThat(Credentials.fromPem(List.of(), List.of(), null)).isSameAs(Credentials.NONE);
		assertThat(Credentials.NONE.identities()).isEmpty();
		assertThat(Credentials.NONE.authorities()).isEmpty();
	}

	@Test
	void oneFileMayBeKeyAndCertificate() {
		String both = Fixtures.text("key/rsa-pkcs8.pem", "cert/rsa.pem", "cert/intermediate.pem");
		Credentials credentials = Credentials.fromPem(List.of(Fixtures.inline("key", both)),
				List.of(Fixtures.inline("cert", both)), null);
		assertThat(credentials.identities().get(0).chain()).containsExactly(Fixtures.certificate("rsa"),
				Fixtures.certificate("intermediate"));
	}

	@Test
	void issuersFollowTheCertificateInAnyOrder() {
		assertThat(chain("cert/rsa.pem", "cert/root.pem", "cert/intermediate.pem", "cert/root.pem"))
			.containsExactly("CN=leaf rsa", "CN=Test Intermediate", "CN=Test Root");
		assertThat(chain("cert/rsa.pem", "cert/intermediate.pem")).containsExactly("CN=leaf rsa",
				"CN=Test Intermediate");
		assertThat(chain("cert/rsa.pem")).containsExactly("CN=leaf rsa");
	}

	@Test
	void certificateMayBeDer() {
		byte[] der = { 0x30, (byte) 0x82, 0, 0 };
		CredentialSource source = new CredentialSource("cert", "inline", der);
		assertThat(Fixtures.failure("cert", "inline", () -> CertificateReader.read(source)))
			.hasMessageContaining("certificate 1 cannot be decoded");
		assertThat(CertificateReader.read(Fixtures.file("cert", "cert/root.der")))
			.containsExactly(Fixtures.certificate("root"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa", "pss", "pss-sha256", "p256", "p384", "p521", "ed25519" })
	void keyOfAnotherCertificateIsRefused(String kind) throws Exception {
		List<CredentialSource> key = List.of(Fixtures.key(kind + "-pkcs8"));
		assertThat(Credentials.fromPem(key, List.of(Fixtures.cert(kind)), null).identities()).hasSize(1);
		for (String other : List.of("rsa", "pss", "pss-sha256", "p256", "p384", "p521", "ed25519", "root")) {
			if (!other.equals(kind)) {
				assertThat(Fixtures.failure("key", "file:key/" + kind + "-pkcs8.pem",
						() -> Credentials.fromPem(key, List.of(Fixtures.cert(other)), null)))
					.hasMessageContaining("does not belong to the certificate 'CN=")
					.hasMessageContaining("file:cert/" + other + ".pem");
			}
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void mistakeInACertificateFileIsNamed(String name, String content, String reason) {
		assertThat(Fixtures.failure("cert", "inline", () -> Credentials.fromPem(List.of(Fixtures.key("rsa-pkcs8")),
				List.of(Fixtures.inline("cert", content)), null)))
			.hasMessageContaining(reason);
	}

	static Stream<Arguments> mistakes() {
		String leaf = Fixtures.text("cert/rsa.pem");
		return Stream.of(arguments("empty", "", "is empty"), arguments("garbage", "garbage", "not PEM"),
				arguments("key", Fixtures.text("key/rsa-pkcs8.pem"), "it holds 1 x PRIVATE KEY"),
				arguments("revocation list", Fixtures.text("crl/root.pem"), "it holds 1 x X509 CRL"),
				arguments("damaged second", leaf + leaf.replaceFirst("\nMII", "\nAII"),
						"certificate 2 cannot be decoded"),
				arguments("cut off", leaf.substring(0, 300), "block 1 of the file is damaged"),
				arguments("issuer first", Fixtures.text("cert/intermediate.pem") + leaf,
						"'CN=leaf rsa', is not the first"),
				arguments("unrelated", leaf + Fixtures.text("cert/intermediate.pem", "cert/other.pem"),
						"'CN=Other Root' is not in the chain"),
				arguments("gap", leaf + Fixtures.text("cert/root.pem"), "'CN=Test Root' is not in the chain"));
	}

	@Test
	void eachKeyNeedsACertificate() {
		List<CredentialSource> key = List.of(Fixtures.key("rsa-pkcs8"));
		List<CredentialSource> cert = List.of(Fixtures.cert("rsa"));
		assertThat(Fixtures.failure("cert", "file:key/rsa-pkcs8.pem", () -> Credentials.fromPem(key, List.of(), null)))
			.hasMessageContaining("1 keys and 0 certificates");
		assertThat(Fixtures.failure("key", "file:cert/rsa.pem", () -> Credentials.fromPem(List.of(), cert, null)))
			.hasMessageContaining("0 keys and 1 certificates");
		List<CredentialSource> certs = List.of(Fixtures.cert("rsa"), Fixtures.cert("p256"));
		Fixtures.failure("key", "file:cert/p256.pem", () -> Credentials.fromPem(key, certs, null));
	}

	@Test
	void stringFormsHoldNoSecrets() {
		CredentialSource source = Fixtures.key("rsa-pkcs8");
		Credentials credentials = Credentials.fromPem(List.of(source), List.of(Fixtures.cert("rsa")), null);
		assertThat(source).hasToString("key file:key/rsa-pkcs8.pem");
		assertThat(credentials).hasToString("[CN=leaf rsa]");
		assertThat(Passphrase.of(Fixtures.PASSPHRASE)).hasToString("Passphrase");
	}

	private static List<String> chain(String... files) {
		Credentials credentials = Credentials.fromPem(List.of(Fixtures.key("rsa-pkcs8")),
				List.of(Fixtures.inline("cert", Fixtures.text(files))), null);
		return credentials.identities()
			.get(0)
			.chain()
			.stream()
			.map((certificate) -> certificate.getSubjectX500Principal().getName())
			.toList();
	}

}
