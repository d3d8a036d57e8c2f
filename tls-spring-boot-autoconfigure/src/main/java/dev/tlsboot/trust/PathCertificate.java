package dev.tlsboot.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with what is asked of it again and again while a path is looked for, and
 * the questions themselves (RFC 5280, section 4). Equal when the certificates are.
 */
final class PathCertificate {

	static final int KEY_CERT_SIGN = 5;

	static final int CRL_SIGN = 6;

	private final X509Certificate certificate;

	private final X500Principal subject;

	private final X500Principal issuer;

	private final byte @Nullable [] keyIdentifier;

	private final @Nullable AuthorityKeyIdentifier authority;

	private final boolean selfSigned;

	PathCertificate(X509Certificate certificate) {
		this.certificate = certificate;
		this.subject = certificate.getSubjectX500Principal();
		this.issuer = certificate.getIssuerX500Principal();
		this.keyIdentifier = Extensions.parse(certificate, Extension.subjectKeyIdentifier,
				(value) -> SubjectKeyIdentifier.getInstance(value).getKeyIdentifier());
		this.authority = Extensions.parse(certificate, Extension.authorityKeyIdentifier,
				AuthorityKeyIdentifier::getInstance);
		this.selfSigned = mayHaveIssued(this);
	}

	X509Certificate x509() {
		return this.certificate;
	}

	X500Principal subject() {
		return this.subject;
	}

	X500Principal issuer() {
		return this.issuer;
	}

	PublicKey publicKey() {
		return this.certificate.getPublicKey();
	}

	boolean has(ASN1ObjectIdentifier extension) {
		return this.certificate.getExtensionValue(extension.getId()) != null;
	}

	boolean isSelfIssued() {
		return this.subject.equals(this.issuer);
	}

	/**
	 * Return whether the certificate looks self-signed by its names and identifiers. The
	 * signature itself proves nothing here: what counts is whether the certificate is
	 * ours.
	 */
	boolean isSelfSigned() {
		return this.selfSigned;
	}

	/**
	 * Return whether this may be the issuer of another certificate by names, key
	 * identifiers and kind of key. The signature is checked with the whole path.
	 */
	boolean mayHaveIssued(PathCertificate other) {
		return this.subject.equals(other.issuer) && matches(other.authority)
				&& SignatureAlgorithms.fits(publicKey(), other.certificate.getSigAlgName());
	}

	/**
	 * Return whether this is the certificate that an authority key identifier means (RFC
	 * 5280, section 4.2.1.1).
	 */
	boolean matches(@Nullable AuthorityKeyIdentifier identifier) {
		if (identifier == null) {
			return true;
		}
		byte[] wanted = identifier.getKeyIdentifierOctets();
		if (wanted != null && this.keyIdentifier != null && !Arrays.equals(wanted, this.keyIdentifier)) {
			return false;
		}
		BigInteger serialNumber = identifier.getAuthorityCertSerialNumber();
		if (serialNumber != null && !serialNumber.equals(this.certificate.getSerialNumber())) {
			return false;
		}
		return identifier.getAuthorityCertIssuer() == null
				|| isIssuedByFirstOf(identifier.getAuthorityCertIssuer().getNames());
	}

	private boolean isIssuedByFirstOf(GeneralName[] names) {
		for (GeneralName name : names) {
			if (name.getTagNo() == GeneralName.directoryName) {
				return this.issuer.equals(principal(name.getName()));
			}
		}
		return true;
	}

	private static @Nullable X500Principal principal(ASN1Encodable name) {
		try {
			return new X500Principal(name.toASN1Primitive().getEncoded());
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Return whether the certificate says that it is an authority.
	 */
	boolean isAuthority() {
		return allows(KEY_CERT_SIGN) && this.certificate.getBasicConstraints() >= 0;
	}

	/**
	 * Return whether a root may count as an authority, which those from before the
	 * extension for it was invented cannot say.
	 */
	boolean isAuthorityAsRoot() {
		if (has(Extension.basicConstraints)) {
			return isAuthority();
		}
		boolean oldRoot = this.certificate.getVersion() == 1 && this.selfSigned;
		return allows(KEY_CERT_SIGN) && (oldRoot || has(Extension.keyUsage));
	}

	/**
	 * Return how many authorities may follow below this one.
	 */
	int pathLength() {
		int length = this.certificate.getBasicConstraints();
		return (length < 0) ? Integer.MAX_VALUE : length;
	}

	/**
	 * Return whether the key may be used so, which every key may without the extension.
	 * @param bits the positions in {@code KeyUsage} of which one is enough
	 */
	boolean allows(int... bits) {
		boolean[] usage = this.certificate.getKeyUsage();
		// the JDK shows a damaged extension as none
		if (usage == null) {
			return !has(Extension.keyUsage);
		}
		return Arrays.stream(bits).anyMatch((bit) -> bit < usage.length && usage[bit]);
	}

	boolean isStarted(Instant now) {
		return !this.certificate.getNotBefore().toInstant().isAfter(now);
	}

	boolean isOver(Instant now) {
		return this.certificate.getNotAfter().toInstant().isBefore(now);
	}

	boolean isSignedBy(PathCertificate signer) {
		try {
			this.certificate.verify(signer.publicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	@Override
	public boolean equals(Object obj) {
		return obj instanceof PathCertificate other && this.certificate.equals(other.certificate);
	}

	@Override
	public int hashCode() {
		return this.certificate.hashCode();
	}

	@Override
	public String toString() {
		return PeerText.of(this.subject.getName());
	}

}
