package dev.tlsboot.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.jspecify.annotations.Nullable;

/**
 * Has the JDK's PKIX look at a complete path (RFC 5280, section 6): nobody is let in whom
 * it refuses, its disabled algorithms included. Revocation is switched off here whatever
 * the system properties say, since that part of the JDK may ask the network.
 */
final class PkixValidation {

	private final CertificateFactory certificates;

	PkixValidation() {
		try {
			this.certificates = CertificateFactory.getInstance("X.509");
		}
		catch (CertificateException ex) {
			throw new IllegalStateException("Every JDK has X.509", ex);
		}
	}

	/**
	 * Validate a path.
	 * @return why it is refused, or {@code null} when it is good
	 */
	@Nullable GeneralSecurityException validate(CertificatePath path, Instant now) {
		List<X509Certificate> below = path.certificates()
			.subList(0, path.size() - 1)
			.stream()
			.map(PathCertificate::x509)
			.toList();
		if (below.isEmpty()) {
			return null;
		}
		try {
			CertPath certPath = this.certificates.generateCertPath(below);
			PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.top().x509(), null)));
			parameters.setRevocationEnabled(false);
			parameters.setDate(Date.from(now));
			parameters.addCertPathChecker(new HandledExtensions());
			CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
			return null;
		}
		catch (GeneralSecurityException ex) {
			return ex;
		}
	}

	/**
	 * Return the code of a refusal for which there is no better one.
	 */
	static Code code(GeneralSecurityException refusal) {
		if (!(refusal instanceof CertPathValidatorException ex)) {
			return Code.UNSPECIFIED;
		}
		Reason reason = ex.getReason();
		if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
			return constrained(ex);
		}
		if (reason == BasicReason.INVALID_SIGNATURE) {
			return Code.CERT_SIGNATURE_FAILURE;
		}
		if (reason == PKIXReason.INVALID_NAME) {
			return Code.PERMITTED_VIOLATION;
		}
		if (reason == PKIXReason.NOT_CA_CERT || reason == PKIXReason.INVALID_KEY_USAGE) {
			return Code.INVALID_CA;
		}
		if (reason == PKIXReason.PATH_TOO_LONG) {
			return Code.PATH_LENGTH_EXCEEDED;
		}
		return (reason == PKIXReason.UNRECOGNIZED_CRIT_EXT) ? Code.UNHANDLED_CRITICAL_EXTENSION : Code.UNSPECIFIED;
	}

	/**
	 * The JDK has one reason for weak keys and weak digests, and tells them apart in
	 * words.
	 */
	private static Code constrained(CertPathValidatorException ex) {
		String message = String.valueOf(ex.getMessage());
		if (!message.contains("key")) {
			return Code.CA_MD_TOO_WEAK;
		}
		return (ex.getIndex() == 0) ? Code.EE_KEY_TOO_SMALL : Code.CA_KEY_TOO_SMALL;
	}

}
