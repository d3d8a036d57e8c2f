package dev.tlsboot.credential;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Reads the certificates of a file. Dates are not looked at: they are a matter of each
 * handshake.
 */
final class CertificateReader {

	private static final String TRUSTED = "TRUSTED CERTIFICATE";

	private static final List<String> LABELS = List.of("CERTIFICATE", "X509 CERTIFICATE", TRUSTED);

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
		TrustedCertificate trusted = TrustedCertificate.read(in);
		X509Certificate certificate = plain(trusted.certificate());
		if (this.authorities && trusted.excludesSomeUse()) {
			throw this.source.origin()
				.failure(
						"The trust settings of the certificate '%s' exclude some use in TLS."
							.formatted(certificate.getSubjectX500Principal()),
						"Take the authority out, or drop its settings with 'openssl x509 -in FILE -out FILE'.");
		}
		return certificate;
	}

}
