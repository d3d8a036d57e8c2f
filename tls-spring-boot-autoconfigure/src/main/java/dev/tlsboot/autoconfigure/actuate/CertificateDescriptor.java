package dev.tlsboot.autoconfigure.actuate;

import java.security.cert.X509Certificate;
import java.time.Instant;

import dev.tlsboot.stream.PeerCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of our own, as everybody sees it who connects.
 *
 * @param subject whom it is for
 * @param issuer who issued it
 * @param subjectAltNames the other names of the subject in one line, as in
 * {@code DNS:www.example.com}, or {@code null} for none
 * @param serialNumber its number in hexadecimal
 * @param fingerprint256 the SHA-256 of it
 * @param keyAlgorithm the algorithm of the public key, as in {@code RSA}
 * @param validFrom when its time begins
 * @param validUntil when its time is over
 */
public record CertificateDescriptor(String subject, String issuer, @Nullable String subjectAltNames,
		String serialNumber, @Nullable String fingerprint256, String keyAlgorithm, Instant validFrom,
		Instant validUntil) {

	static CertificateDescriptor of(X509Certificate certificate) {
		PeerCertificate printed = PeerCertificate.of(certificate);
		return new CertificateDescriptor(certificate.getSubjectX500Principal().getName(),
				certificate.getIssuerX500Principal().getName(), printed.subjectAltName(),
				certificate.getSerialNumber().toString(16), printed.fingerprint256(),
				certificate.getPublicKey().getAlgorithm(), certificate.getNotBefore().toInstant(),
				certificate.getNotAfter().toInstant());
	}

}
