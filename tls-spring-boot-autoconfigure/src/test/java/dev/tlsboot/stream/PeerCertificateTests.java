package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.tlsboot.testing.PeerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What we say of certificates, and what Node.js says. Its answers are recorded in the
 * folder {@code certificates}, where {@code record.sh} writes them anew.
 */
class PeerCertificateTests {

	private static final Path CERTIFICATES = Path.of("src/test/resources/dev/tlsboot/stream/certificates");

	@ParameterizedTest(name = "{0}")
	@MethodSource("certificates")
	void printsEachFieldAsNodeDoes(String what) throws Exception {
		assertThat(lines(PeerCertificate.of(read(what)))).containsExactlyElementsOf(recorded(what));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("certificates")
	void theRecordIsWhatTheInstalledNodeAnswers(String what) throws Exception {
		assumeTrue(PeerProcess.isInstalled("node", "--version"), "no Node.js here");
		try (PeerProcess node = PeerProcess.start("node", CERTIFICATES.resolve("print.js").toString(),
				CERTIFICATES.resolve(what + ".pem").toString())) {
			assertThat(node.awaitExit()).isZero();
			assertThat(node.output().lines()).containsExactlyElementsOf(recorded(what));
		}
	}

	static Stream<String> certificates() throws IOException {
		try (Stream<Path> files = Files.list(CERTIFICATES)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".pem"))
				.map((name) -> name.substring(0, name.length() - ".pem".length()))
				.sorted()
				.toList()
				.stream();
		}
	}

	private static X509Certificate read(String what) throws Exception {
		try (InputStream pem = Files.newInputStream(CERTIFICATES.resolve(what + ".pem"))) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
		}
	}

	private static List<String> recorded(String what) throws IOException {
		return Files.readAllLines(CERTIFICATES.resolve(what + ".txt"));
	}

	private static List<String> lines(PeerCertificate certificate) {
		List<String> lines = new ArrayList<>();
		lines.add("subject " + name(certificate.subject()));
		lines.add("issuer " + name(certificate.issuer()));
		lines.add("valid_from " + certificate.validFrom());
		lines.add("valid_to " + certificate.validTo());
		lines.add("fingerprint " + certificate.fingerprint());
		lines.add("fingerprint256 " + certificate.fingerprint256());
		lines.add("serialNumber " + certificate.serialNumber());
		lines.add("subjectaltname " + orDash(certificate.subjectAltName()));
		lines.add("modulus " + orDash(certificate.modulus()));
		lines.add("exponent " + orDash(certificate.exponent()));
		lines.add("bits " + ((certificate.bits() != 0) ? certificate.bits() : "-"));
		lines.add("fingerprint512 " + certificate.fingerprint512());
		lines.add("asn1Curve " + orDash(certificate.asn1Curve()));
		lines.add("nistCurve " + orDash(certificate.nistCurve()));
		lines.add("ext_key_usage "
				+ (certificate.extKeyUsage().isEmpty() ? "-" : String.join(",", certificate.extKeyUsage())));
		return lines;
	}

	private static String name(Map<String, List<String>> name) {
		return name.entrySet()
			.stream()
			.map((attribute) -> attribute.getKey() + "=" + String.join("|", attribute.getValue()))
			.reduce((first, second) -> first + ";" + second)
			.orElse("");
	}

	private static String orDash(String value) {
		return (value != null) ? value : "-";
	}

	@Test
	void isEmptyWithoutACertificate() {
		PeerCertificate none = PeerCertificate.NONE;
		assertThat(none.isEmpty()).isTrue();
		assertThat(none.subject()).isEmpty();
		assertThat(none.validTo()).isNull();
		assertThat(none.fingerprint()).isNull();
		assertThat(none.x509Certificate()).isNull();
		assertThat(none.bits()).isZero();
	}

}
