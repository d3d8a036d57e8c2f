package dev.tlsboot.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate has to be good for: extended key usage, key usage and basic
 * constraints (RFC 5280, section 4.2.1; OpenSSL's {@code sslclient} and
 * {@code sslserver}).
 */
enum Purpose {

	TLS_CLIENT("1.3.6.1.5.5.7.3.2", true),

	TLS_SERVER("1.3.6.1.5.5.7.3.1", false);

	private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";

	private static final int DIGITAL_SIGNATURE = 0;

	private static final int KEY_ENCIPHERMENT = 2;

	private static final int KEY_AGREEMENT = 4;

	private static final int KEY_CERT_SIGN = 5;

	private final String extendedKeyUsage;

	private final boolean signsOnly;

	Purpose(String extendedKeyUsage, boolean signsOnly) {
		this.extendedKeyUsage = extendedKeyUsage;
		this.signsOnly = signsOnly;
	}

	/**
	 * Check a path from the peer's certificate to its last known issuer.
	 * @return the last error, as OpenSSL reports it, or {@code null}
	 */
	@Nullable Code check(List<X509Certificate> path) {
		Code error = null;
		int authoritiesBelow = 0;
		for (int depth = 0; depth < path.size(); depth++) {
			X509Certificate certificate = path.get(depth);
			if (depth > 0 && !isAuthority(certificate)) {
				error = Code.INVALID_CA;
			}
			if (!isAllowed(certificate) || (depth == 0 && !mayBeUsed(certificate))) {
				error = Code.INVALID_PURPOSE;
			}
			if (depth > 0) {
				int allowed = certificate.getBasicConstraints();
				if (allowed >= 0 && authoritiesBelow > allowed) {
					error = Code.PATH_LENGTH_EXCEEDED;
				}
				// RFC 5280, section 4.2.1.9: self-issued ones do not count
				if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
					authoritiesBelow++;
				}
			}
		}
		return error;
	}

	private static boolean isAuthority(X509Certificate certificate) {
		boolean[] usage = certificate.getKeyUsage();
		if (usage != null && !usage[KEY_CERT_SIGN]) {
			return false;
		}
		// roots of version 1 have no extensions to say so
		boolean oldRoot = certificate.getVersion() == 1
				&& certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
		return oldRoot || certificate.getBasicConstraints() >= 0;
	}

	private boolean isAllowed(X509Certificate certificate) {
		try {
			List<String> usages = certificate.getExtendedKeyUsage();
			return usages == null || usages.contains(this.extendedKeyUsage) || usages.contains(ANY_EXTENDED_KEY_USAGE);
		}
		catch (CertificateParsingException ex) {
			return false;
		}
	}

	private boolean mayBeUsed(X509Certificate certificate) {
		boolean[] usage = certificate.getKeyUsage();
		return usage == null || usage[DIGITAL_SIGNATURE] || usage[KEY_AGREEMENT]
				|| (!this.signsOnly && usage[KEY_ENCIPHERMENT]);
	}

}
