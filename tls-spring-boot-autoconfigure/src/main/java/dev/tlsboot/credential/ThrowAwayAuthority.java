package dev.tlsboot.credential;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that lives as long as this object and signs for {@code localhost}. Its key
 * goes nowhere, so that nobody can sign anything else with it later.
 */
final class ThrowAwayAuthority {

	private static final Duration VALIDITY = Duration.ofDays(30);

	/**
	 * How far in the past the certificates begin, for clocks that are slow.
	 */
	private static final Duration LEEWAY = Duration.ofHours(1);

	private static final X500Principal NAME = new X500Principal("CN=Throw-away CA for development");

	private final SecureRandom random = new SecureRandom();

	private final Instant now = Instant.now();

	private final KeyPair keys;

	private final X509Certificate certificate;

	private ThrowAwayAuthority() throws GeneralSecurityException, CertIOException, OperatorCreationException {
		this.keys = generateKeys();
		this.certificate = sign(builder(NAME, this.keys.getPublic())
			.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
			.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
	}

	static ThrowAwayAuthority create() {
		try {
			return new ThrowAwayAuthority();
		}
		catch (GeneralSecurityException | CertIOException | OperatorCreationException ex) {
			throw impossible(ex);
		}
	}

	X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * Make a key and a certificate for a server on this machine. The chain has the
	 * authority in it, for people who want to look at it with
	 * {@code openssl s_client -showcerts}.
	 */
	Identity issueLocalhost() {
		try {
			KeyPair pair = generateKeys();
			X509Certificate leaf = sign(builder(new X500Principal("CN=localhost"), pair.getPublic())
				.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
				.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
				.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
				.addExtension(Extension.subjectAlternativeName, false,
						new GeneralNames(new GeneralName[] { new GeneralName(GeneralName.dNSName, "localhost"),
								new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
								new GeneralName(GeneralName.iPAddress, "::1") })));
			return new Identity(pair.getPrivate(), List.of(leaf, this.certificate));
		}
		catch (GeneralSecurityException | CertIOException | OperatorCreationException ex) {
			throw impossible(ex);
		}
	}

	private X509v3CertificateBuilder builder(X500Principal subject, PublicKey key)
			throws GeneralSecurityException, CertIOException {
		JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
		return new JcaX509v3CertificateBuilder(NAME, new BigInteger(127, this.random).setBit(126),
				Date.from(this.now.minus(LEEWAY)), Date.from(this.now.plus(VALIDITY)), subject, key)
			.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key))
			.addExtension(Extension.authorityKeyIdentifier, false,
					identifiers.createAuthorityKeyIdentifier(this.keys.getPublic()));
	}

	private X509Certificate sign(X509v3CertificateBuilder builder)
			throws GeneralSecurityException, OperatorCreationException {
		return new JcaX509CertificateConverter().getCertificate(
				builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.keys.getPrivate())));
	}

	private KeyPair generateKeys() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"), this.random);
		return generator.generateKeyPair();
	}

	private static IllegalStateException impossible(Exception cause) {
		return new IllegalStateException("The JVM cannot make a certificate for P-256", cause);
	}

}
