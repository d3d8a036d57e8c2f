package dev.tlsboot.stream;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.tlsboot.testing.PeerProcess;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PeerCertificateTests {

	/**
	 * What Node gives a connection, a line for each field.
	 */
	private static final String NODE = """
			const { X509Certificate } = require('crypto'), fs = require('fs');
			const c = new X509Certificate(fs.readFileSync(process.argv[1])).toLegacyObject();
			const name = (n) => Object.entries(n || {}).map(([k, v]) => k + '=' + [].concat(v).join('|')).join(';');
			console.log('subject ' + name(c.subject));
			console.log('issuer ' + name(c.issuer));
			for (const f of ['valid_from', 'valid_to', 'fingerprint', 'fingerprint256', 'serialNumber',
			  'subjectaltname', 'modulus', 'exponent', 'bits', 'fingerprint512', 'asn1Curve', 'nistCurve',
			  'ext_key_usage']) console.log(f + ' ' + (c[f] === undefined ? '-' : c[f]));
			""";

	@TempDir
	private Path folder;

	@ParameterizedTest(name = "{0}")
	@MethodSource("certificates")
	void printsEachFieldAsNodeDoes(String what, X509Certificate certificate) throws Exception {
		assumeTrue(PeerProcess.isInstalled("node", "--version"), "no Node.js here");
		Path pem = Files.writeString(this.folder.resolve("cert.pem"), "-----BEGIN CERTIFICATE-----\n"
				+ Base64.getMimeEncoder().encodeToString(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n");
		try (PeerProcess node = PeerProcess.start("node", "-e", NODE, pem.toString())) {
			assertThat(node.awaitExit()).isZero();
			assertThat(lines(PeerCertificate.of(certificate)))
				.containsExactlyElementsOf(node.output().lines().toList());
		}
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

	static Stream<Arguments> certificates() throws Exception {
		return Stream.of(
				certificate("RSA", "RSA", "C=UK,ST=Acknack Ltd,L=Rhys Jones,O=node.js,OU=Test,CN=localhost", 1),
				certificate("EC", "EC", "CN=localhost", 255),
				certificate("repeated attributes", "EC",
						"O=o,OU=Information Technology,OU=Engineering,OU=Marketing,CN=a", 4096),
				certificate("UTF-8", "EC", "O=Zürich & Söhne,CN=日本", 65537),
				certificate("an address", "EC", "E=someone@example.com,CN=mail", 128),
				certificate("an empty subject", "EC", "", 7),
				certificate("a negative serial number", "EC", "CN=negative", -42),
				certificate("serial number zero", "EC", "CN=zero", 0),
				certificate("RSA-PSS", "RSASSA-PSS", "CN=pss", 1), certificate("Ed25519", "Ed25519", "CN=ed", 1),
				certificate("attributes with and without a short name", "EC",
						"T=title,STREET=street,2.5.4.43=initials,1.3.6.1.4.1.311.60.2.1.3=DE,1.2.3.4.5=x", 1),
				certificate("alternative names of every kind", "EC", "CN=names", 1, SubjectAltNamesTests.everyKind()));
	}

	private static Arguments certificate(String what, String algorithm, String subject, long serial) throws Exception {
		return certificate(what, algorithm, subject, serial, new GeneralName(GeneralName.dNSName, "localhost"),
				new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
				new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.com/"));
	}

	private static Arguments certificate(String what, String algorithm, String subject, long serial,
			GeneralName... names) throws Exception {
		KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
		X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=issuer,O=tlsboot"),
				BigInteger.valueOf(serial), Date.from(Instant.parse("2009-11-01T09:52:22Z")),
				Date.from(Instant.parse("2029-11-06T09:52:22Z")), new X500Name(subject), keys.getPublic());
		builder.addExtension(Extension.subjectAlternativeName, subject.isEmpty(), new GeneralNames(names));
		builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
				new KeyPurposeId[] { KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth }));
		KeyPairGenerator issuer = KeyPairGenerator.getInstance("EC");
		issuer.initialize(256);
		byte[] encoded = builder
			.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.generateKeyPair().getPrivate()))
			.getEncoded();
		return Arguments.of(what,
				CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
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
