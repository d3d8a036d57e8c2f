package dev.tlsboot.trust;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates, wrong ones above all, which builders that mean well refuse to make.
 */
final class CertificateRecipe {

	static final String RSA = "RSA";

	static final String RSA_PSS = "RSASSA-PSS";

	static final String EC = "EC";

	static final String ED25519 = "Ed25519";

	private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

	private static final AtomicLong SERIAL_NUMBERS = new AtomicLong(1000);

	private final X500Principal subject;

	private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

	private KeyPair keys;

	private String keyAlgorithm = EC;

	private int keyBits = 2048;

	private String signatureAlgorithm;

	private Instant start = Instant.now().minus(Duration.ofDays(1));

	private Instant end = Instant.now().plus(Duration.ofDays(30));

	private BigInteger serialNumber = BigInteger.valueOf(SERIAL_NUMBERS.incrementAndGet());

	private boolean versionOne;

	private boolean identifiers = true;

	private boolean broken;

	private CertificateRecipe(String subject) {
		this.subject = new X500Principal(subject);
	}

	static CertificateRecipe named(String subject) {
		return new CertificateRecipe(subject);
	}

	static CertificateRecipe authority(String subject) {
		return named(subject).basicConstraints(new BasicConstraints(true))
			.keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
	}

	CertificateRecipe key(String algorithm, int bits) {
		this.keyAlgorithm = algorithm;
		this.keyBits = bits;
		return this;
	}

	CertificateRecipe keys(KeyPair keys) {
		this.keys = keys;
		return this;
	}

	CertificateRecipe signature(String algorithm) {
		this.signatureAlgorithm = algorithm;
		return this;
	}

	CertificateRecipe serialNumber(BigInteger serialNumber) {
		this.serialNumber = serialNumber;
		return this;
	}

	CertificateRecipe expired() {
		return during(Instant.now().minus(Duration.ofDays(20)), Instant.now().minus(Duration.ofDays(10)));
	}

	CertificateRecipe notYetValid() {
		return during(Instant.now().plus(Duration.ofDays(10)), Instant.now().plus(Duration.ofDays(20)));
	}

	CertificateRecipe during(Instant start, Instant end) {
		this.start = start;
		this.end = end;
		return this;
	}

	CertificateRecipe versionOne() {
		this.versionOne = true;
		return this;
	}

	CertificateRecipe withoutIdentifiers() {
		this.identifiers = false;
		return this;
	}

	CertificateRecipe brokenSignature() {
		this.broken = true;
		return this;
	}

	CertificateRecipe basicConstraints(BasicConstraints constraints) {
		return extension(Extension.basicConstraints, true, constraints);
	}

	CertificateRecipe without(ASN1ObjectIdentifier type) {
		this.extensions.remove(type);
		return this;
	}

	CertificateRecipe keyUsage(int usages) {
		return extension(Extension.keyUsage, true, new KeyUsage(usages));
	}

	CertificateRecipe extendedKeyUsage(KeyPurposeId... purposes) {
		return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
	}

	CertificateRecipe names(GeneralName... names) {
		return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
	}

	CertificateRecipe dnsNames(String... names) {
		GeneralName[] all = new GeneralName[names.length];
		for (int index = 0; index < names.length; index++) {
			all[index] = new GeneralName(GeneralName.dNSName, names[index]);
		}
		return names(all);
	}

	CertificateRecipe extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
		try {
			this.extensions.put(type, Extension.create(type, critical, value));
			return this;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	CertificateRecipe rawExtension(ASN1ObjectIdentifier type, boolean critical, byte[] value) {
		this.extensions.put(type, new Extension(type, critical, value));
		return this;
	}

	Held selfSigned() {
		return issuedBy(null);
	}

	Held issuedBy(Held issuer) {
		try {
			KeyPair own = (this.keys != null) ? this.keys : generate();
			KeyPair signing = (issuer != null) ? issuer.keys() : own;
			X500Principal issuerName = (issuer != null) ? issuer.certificate().getSubjectX500Principal() : this.subject;
			X509CertificateHolder holder = this.versionOne ? versionOne(own, issuerName, signer(signing))
					: versionThree(own, issuerName, signing);
			return new Held(new JcaX509CertificateConverter().getCertificate(this.broken ? damage(holder) : holder),
					own);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private X509CertificateHolder versionThree(KeyPair own, X500Principal issuer, KeyPair signing) throws Exception {
		X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, this.serialNumber,
				Date.from(this.start), Date.from(this.end), this.subject, own.getPublic());
		if (this.identifiers) {
			JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
			builder.addExtension(Extension.subjectKeyIdentifier, false,
					identifiers.createSubjectKeyIdentifier(own.getPublic()));
			builder.addExtension(Extension.authorityKeyIdentifier, false,
					identifiers.createAuthorityKeyIdentifier(signing.getPublic()));
		}
		for (Extension extension : this.extensions.values()) {
			builder.addExtension(extension);
		}
		return builder.build(signer(signing));
	}

	private X509CertificateHolder versionOne(KeyPair own, X500Principal issuer, ContentSigner signer) {
		X509v1CertificateBuilder builder = new JcaX509v1CertificateBuilder(issuer, this.serialNumber,
				Date.from(this.start), Date.from(this.end), this.subject, own.getPublic());
		return builder.build(signer);
	}

	private ContentSigner signer(KeyPair signing) throws Exception {
		String algorithm = this.signatureAlgorithm;
		if (algorithm == null) {
			algorithm = switch (signing.getPrivate().getAlgorithm()) {
				case RSA -> "SHA256withRSA";
				case RSA_PSS -> "SHA256withRSAandMGF1";
				case EC -> "SHA256withECDSA";
				default -> ED25519;
			};
		}
		JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
		if (signing.getPrivate().getAlgorithm().startsWith(RSA)) {
			// the JDK has PSS under a name that Bouncy Castle does not ask for
			builder.setProvider(BOUNCY_CASTLE);
		}
		return builder.build(signing.getPrivate());
	}

	/**
	 * Turn over the last bit of the signature.
	 */
	private static X509CertificateHolder damage(X509CertificateHolder holder) {
		org.bouncycastle.asn1.x509.Certificate structure = holder.toASN1Structure();
		byte[] signature = structure.getSignature().getOctets();
		signature[signature.length - 1] ^= 1;
		AlgorithmIdentifier algorithm = structure.getSignatureAlgorithm();
		return new X509CertificateHolder(org.bouncycastle.asn1.x509.Certificate
			.getInstance(new org.bouncycastle.asn1.DERSequence(
					new ASN1Encodable[] { structure.getTBSCertificate(), algorithm, new DERBitString(signature) })));
	}

	private KeyPair generate() throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(this.keyAlgorithm);
		if (this.keyAlgorithm.equals(EC)) {
			generator.initialize(new ECGenParameterSpec("secp256r1"));
		}
		else if (!this.keyAlgorithm.equals(ED25519)) {
			generator.initialize(this.keyBits);
		}
		return generator.generateKeyPair();
	}

	static X500Name name(X509Certificate certificate) {
		return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
	}

}
