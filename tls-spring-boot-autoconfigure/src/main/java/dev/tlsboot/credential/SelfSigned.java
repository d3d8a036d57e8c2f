package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throw-away authority and its one certificate.
 */
final class SelfSigned {

	private static final Duration LIFETIME = Duration.ofDays(30);

	private static final X500Name AUTHORITY = new X500Name("CN=Throw-away CA for development");

	private SelfSigned() {
	}

	static Credentials create() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			KeyPair authorityKey = generator.generateKeyPair();
			KeyPair serverKey = generator.generateKeyPair();
			X509Certificate authority = sign(builder(AUTHORITY, authorityKey)
				.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
				.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)), authorityKey);
			X509Certificate server = sign(builder(new X500Name("CN=localhost"), serverKey)
				.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
				.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
				.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
				.addExtension(Extension.subjectAlternativeName, false, localhost()), authorityKey);
			return Credentials.of(List.of(new Identity(serverKey.getPrivate(), List.of(server, authority))),
					List.of(authority));
		}
		catch (GeneralSecurityException | IOException | OperatorCreationException ex) {
			throw new IllegalStateException("Every JVM signs with EC keys", ex);
		}
	}

	private static GeneralNames localhost() {
		return new GeneralNames(new GeneralName[] { new GeneralName(GeneralName.dNSName, "localhost"),
				new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.iPAddress, "::1") });
	}

	private static X509v3CertificateBuilder builder(X500Name subject, KeyPair key) {
		Instant now = Instant.now();
		// clocks of other machines may be behind
		return new JcaX509v3CertificateBuilder(AUTHORITY, new BigInteger(127, new SecureRandom()),
				Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(LIFETIME)), subject, key.getPublic());
	}

	private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair authorityKey)
			throws OperatorCreationException, GeneralSecurityException, IOException {
		byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate()))
			.getEncoded();
		return (X509Certificate) PemFile.factory().generateCertificate(new ByteArrayInputStream(encoded));
	}

}
