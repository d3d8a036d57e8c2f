package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.CertificateTrustBlock;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;

/**
 * A certificate with the trust settings that OpenSSL can add to one (section "Trust
 * Options" of {@code openssl-verification-options(1)}).
 */
final class TrustedCertificate {

	private static final ASN1ObjectIdentifier ANY_USE = KeyPurposeId.anyExtendedKeyUsage.toOID();

	private static final Set<ASN1ObjectIdentifier> TLS_USES = Set.of(KeyPurposeId.id_kp_serverAuth.toOID(),
			KeyPurposeId.id_kp_clientAuth.toOID());

	private final X509TrustedCertificateBlock block;

	private TrustedCertificate(X509TrustedCertificateBlock block) {
		this.block = block;
	}

	static TrustedCertificate read(InputStream in) throws IOException {
		return new TrustedCertificate(new X509TrustedCertificateBlock(in.readAllBytes()));
	}

	/**
	 * Return the certificate without its settings.
	 */
	InputStream certificate() throws IOException {
		return new ByteArrayInputStream(this.block.getCertificateHolder().getEncoded());
	}

	/**
	 * Return whether it is not to be trusted for clients, for servers, or both.
	 */
	boolean excludesSomeUse() {
		CertificateTrustBlock settings = this.block.getTrustBlock();
		if (settings == null) {
			return false;
		}
		Set<ASN1ObjectIdentifier> uses = settings.getUses();
		Set<ASN1ObjectIdentifier> prohibitions = settings.getProhibitions();
		boolean allowed = uses.isEmpty() || uses.contains(ANY_USE) || uses.containsAll(TLS_USES);
		boolean prohibited = prohibitions.contains(ANY_USE) || TLS_USES.stream().anyMatch(prohibitions::contains);
		return prohibited || !allowed;
	}

}
