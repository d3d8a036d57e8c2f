package dev.tlsboot.trust;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;

/**
 * What ends a handshake because of the peer's certificate. Engines wrap it: look for it
 * in the chain of causes.
 */
public final class UnauthorizedPeerException extends CertificateException {

	private static final long serialVersionUID = 1L;

	private final transient AuthorizationError error;

	/**
	 * Create an exception.
	 * @param error why the peer is not authorized
	 */
	public UnauthorizedPeerException(AuthorizationError error) {
		super(error.code() + ": " + error.message(), steering(error));
		this.error = error;
	}

	/**
	 * JSSE on a client chooses its alert by the reason of such a cause; on a server it
	 * sends {@code certificate_unknown} whatever we do.
	 */
	private static CertPathValidatorException steering(AuthorizationError error) {
		BasicReason reason = switch (error.alert()) {
			case BAD_CERTIFICATE -> BasicReason.INVALID_SIGNATURE;
			case UNSUPPORTED_CERTIFICATE -> BasicReason.ALGORITHM_CONSTRAINED;
			case CERTIFICATE_REVOKED -> BasicReason.REVOKED;
			case CERTIFICATE_EXPIRED -> BasicReason.EXPIRED;
			case CERTIFICATE_UNKNOWN, CERTIFICATE_REQUIRED, UNKNOWN_CA -> BasicReason.UNSPECIFIED;
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
