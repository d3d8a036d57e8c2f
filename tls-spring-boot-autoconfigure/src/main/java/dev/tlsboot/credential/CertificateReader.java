package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.CertificateTrustBlock;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates of a file. Dates are not looked at: they are a matter of each
 * handshake.
 */
final class CertificateReader {

	private static final String TRUSTED = "TRUSTED CERTIFICATE";

	private static final List<String> LABELS = List.of("CERTIFICATE", "X509 CERTIFICATE", TRUSTED);

	private static final ASN1ObjectIdentifier ANY_USE = KeyPurposeId.anyExtendedKeyUsage.toOID();

	private static final Set<ASN1ObjectIdentifier> TLS_USES = Set.of(KeyPurposeId.id_kp_serverAuth.toOID(),
			KeyPurposeId.id_kp_clientAuth.toOID());

	private final CertificateFactory factory = X509FileReader.factory();

	private final CredentialSource source;

	private final boolean authorities;

	private CertificateReader(CredentialSource source, boolean authorities) {
		this.source = source;
		this.authorities = authorities;
	}

	/**
	 * Read certificates to show to others.
	 */
	static List<X509Certificate> read(CredentialSource source) {
		return new CertificateReader(source, false).read();
	}

	/**
	 * Read certificates to trust. The trust settings that OpenSSL can add to one (section
	 * "Trust Options" of {@code openssl-verification-options(1)}) may not exclude a use
	 * in TLS: our anchors have no such limits, and to drop one would widen the trust.
	 */
	static List<X509Certificate> readAuthorities(CredentialSource source) {
		return new CertificateReader(source, true).read();
	}

	private List<X509Certificate> read() {
		return new X509FileReader<>(this.source, "certificate", LABELS, this::decode).read();
	}

	private X509Certificate decode(String label, InputStream in) throws CertificateException, IOException {
		return label.equals(TRUSTED) ? trusted(in) : plain(in);
	}

	private X509Certificate plain(InputStream in) throws CertificateException {
		return (X509Certificate) this.factory.generateCertificate(in);
	}

	private X509Certificate trusted(InputStream in) throws CertificateException, IOException {
		X509TrustedCertificateBlock block = new X509TrustedCertificateBlock(in.readAllBytes());
		X509Certificate certificate = plain(new ByteArrayInputStream(block.getCertificateHolder().getEncoded()));
		if (this.authorities && narrows(block.getTrustBlock())) {
			throw this.source.origin()
				.failure(
						"The trust settings of the certificate '%s' exclude some use in TLS."
							.formatted(certificate.getSubjectX500Principal()),
						"Take the authority out, or drop its settings with 'openssl x509 -in FILE -out FILE'.");
		}
		return certificate;
	}

	private static boolean narrows(@Nullable CertificateTrustBlock settings) {
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
