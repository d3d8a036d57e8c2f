package dev.tlsboot.credential;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TrustAnchorsTests {

	private final X509Certificate root = Fixtures.certificate("root");

	private final X509Certificate other = Fixtures.certificate("other");

	@ParameterizedTest
	@ValueSource(strings = { "root.pem", "root-x509.pem", "root-trusted.pem", "root-trusted-tls.pem", "root.der" })
	void certificateIsReadUnderEachLabel(String file) {
		assertThat(ca("cert/" + file).certificates()).containsExactly(this.root);
	}

	@ParameterizedTest
	@ValueSource(strings = { "root-trusted-mail.pem", "root-trusted-servers.pem", "root-rejected-clients.pem" })
	void trustSettingsThatWouldBeLostAreRefused(String file) {
		assertThat(Fixtures.failure("ca", "file:cert/" + file, () -> ca("cert/" + file)))
			.hasMessageContaining("trust settings of the certificate 'CN=Test Root'");
	}

	@Test
	void trustSettingsOfOurOwnCertificateDoNotMatter() {
		assertThat(CertificateReader.read(Fixtures.cert("root-trusted-mail"))).containsExactly(this.root);
	}

	@Test
	void fileMayHoldSeveralAndEachCountsOnce() {
		String text = "# roots\r\n" + Fixtures.text("cert/root.pem", "cert/other.pem", "cert/root-x509.pem");
		assertThat(TrustAnchors.fromPem(List.of(Fixtures.inline("ca", text), Fixtures.cert("other"))).certificates())
			.containsExactly(this.root, this.other);
		byte[] der = concat(Fixtures.bytes("cert/root.der"), Fixtures.bytes("cert/intermediate.der"));
		assertThat(TrustAnchors.fromPem(List.of(new CredentialSource("ca", "inline", der))).certificates())
			.containsExactly(this.root, Fixtures.certificate("intermediate"));
	}

	@Test
	void noFileTrustsNobody() {
		assertThat(TrustAnchors.fromPem(List.of()).certificates()).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void mistakeIsNamed(String name, byte[] content, String reason) {
		CredentialSource ca = new CredentialSource("ca", "inline", content);
		assertThat(Fixtures.failure("ca", "inline", () -> TrustAnchors.fromPem(List.of(Fixtures.cert("root"), ca))))
			.hasMessageContaining(reason);
		CredentialSource crl = new CredentialSource("crl", "inline", content);
		TrustAnchors anchors = TrustAnchors.of(List.of());
		Fixtures.failure("crl", "inline", () -> anchors.withRevocationLists(List.of(crl)));
	}

	static Stream<Arguments> mistakes() {
		String text = Fixtures.text("cert/root.pem");
		return Stream.of(arguments("empty", bytes(""), "is empty"), arguments("garbage", bytes("garbage"), "not PEM"),
				arguments("key", Fixtures.bytes("key/rsa-pkcs8.pem"), "There is no certificate"),
				arguments("damaged end", bytes(text + text.replace("END", "NED")), "block 2 of the file is damaged"),
				arguments("PKCS#12", Fixtures.bytes("pfx/openssl.p12"), "certificate 1 cannot be decoded"),
				arguments("DER with a tail", concat(Fixtures.bytes("cert/root.der"), bytes("tail")),
						"certificate 2 cannot be decoded"),
				arguments("damaged settings",
						bytes("-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----"),
						"certificate 1 cannot be decoded"));
	}

	@Test
	void revocationListsAreReadFromPemAndDer() {
		TrustAnchors anchors = ca("cert/root.pem");
		List<X509CRL> pem = crl(anchors, Fixtures.file("crl", "crl/root.pem"),
				Fixtures.file("crl", "crl/intermediate.pem"));
		assertThat(pem).extracting((crl) -> crl.getIssuerX500Principal().getName())
			.containsExactly("CN=Test Root", "CN=Test Intermediate");
		assertThat(crl(anchors, Fixtures.inline("crl", Fixtures.text("crl/root.pem", "crl/intermediate.pem"))))
			.isEqualTo(pem);
		byte[] der = concat(Fixtures.bytes("crl/root.der"), Fixtures.bytes("crl/intermediate.der"));
		assertThat(crl(anchors, new CredentialSource("crl", "inline", der), Fixtures.file("crl", "crl/root.der")))
			.isEqualTo(pem);
	}

	@Test
	void certificateInThePlaceOfARevocationListIsRefused() {
		TrustAnchors anchors = ca("cert/root.pem");
		for (String file : List.of("cert/root.pem", "cert/root.der")) {
			Fixtures.failure("crl", "file:" + file,
					() -> anchors.withRevocationLists(List.of(Fixtures.file("crl", file))));
		}
	}

	@Test
	void additionsKeepWhatWasThere() {
		TrustAnchors first = ca("cert/root.pem").withRevocationLists(List.of(Fixtures.file("crl", "crl/root.pem")));
		TrustAnchors both = first.withCertificates(List.of(this.other, this.root))
			.withRevocationLists(List.of(Fixtures.file("crl", "crl/intermediate.pem")));
		assertThat(both.certificates()).containsExactly(this.root, this.other);
		assertThat(both.revocationLists()).hasSize(2);
		assertThat(both).hasToString("2 certificates, 2 revocation lists");
		assertThat(first.certificates()).containsExactly(this.root);
		assertThat(first.revocationLists()).hasSize(1);
	}

	@Test
	void jvmDefaultIsReadOnce() {
		assertThat(TrustAnchors.jvmDefault().certificates()).isNotEmpty();
		assertThat(TrustAnchors.jvmDefault()).isSameAs(TrustAnchors.jvmDefault());
	}

	private static TrustAnchors ca(String file) {
		return TrustAnchors.fromPem(List.of(Fixtures.file("ca", file)));
	}

	private static List<X509CRL> crl(TrustAnchors anchors, CredentialSource... sources) {
		return anchors.withRevocationLists(List.of(sources)).revocationLists();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] concat(byte[] one, byte[] other) {
		byte[] both = Arrays.copyOf(one, one.length + other.length);
		System.arraycopy(other, 0, both, one.length, other.length);
		return both;
	}

}
