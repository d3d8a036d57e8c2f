package dev.tlsboot.trust;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;

/**
 * What a handshake is ended with because of the peer's certificate.
 */
public final class UnauthorizedPeerException extends CertificateException {

	private static final long serialVersionUID = 1L;

	private final transient AuthorizationError error;

	/**
	 * Create an exception.
	 * @param error why the peer is not authorized
	 */
	public UnauthorizedPeerException(AuthorizationError error) {
		super(error.code() + ": " + error.message(), steerAlert(error));
		this.error = error;
	}

	/**
	 * JSSE chooses its alert by the reason of such a cause.
	 */
	private static CertPathValidatorException steerAlert(AuthorizationError error) {
		BasicReason reason = switch (error.code()) {
			case CERT_HAS_EXPIRED -> BasicReason.EXPIRED;
			case CERT_NOT_YET_VALID -> BasicReason.NOT_YET_VALID;
			case CERT_REVOKED -> BasicReason.REVOKED;
			case CERT_SIGNATURE_FAILURE -> BasicReason.INVALID_SIGNATURE;
			case EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK -> BasicReason.ALGORITHM_CONSTRAINED;
			default -> BasicReason.UNSPECIFIED;
		};
		return new CertPathValidatorException(error.message(), null, null, -1, reason);
	}

	/**
	 * Return why the peer is not authorized.
	 * @return the error
	 */
	public AuthorizationError error() {
		return this.error;
	}

}
