package dev.tlsboot.trust;

import java.util.Objects;

import dev.tlsboot.failure.FailureReason;

/**
 * Why a peer is not authorized.
 *
 * @param code the code, as OpenSSL and Node.js name it
 * @param message what is wrong, one sentence; it may hold names from the peer's
 * certificate
 */
public record AuthorizationError(Code code, String message) {

	public AuthorizationError {
		Objects.requireNonNull(code, "code");
		Objects.requireNonNull(message, "message");
	}

	static AuthorizationError of(Code code) {
		return new AuthorizationError(code, code.message);
	}

	/**
	 * Return the name of the code.
	 */
	@Override
	public String toString() {
		return this.code.name();
	}

	/**
	 * The codes: names of {@code X509_V_ERR_…} in OpenSSL (see the man page
	 * X509_STORE_CTX_get_error), and one of Node.js for host names.
	 */
	public enum Code {

		/**
		 * No certificate came, or one that is trusted here is no root and its own issuer
		 * is missing.
		 */
		UNABLE_TO_GET_ISSUER_CERT("unable to get issuer certificate", FailureReason.UNKNOWN_CA),

		/**
		 * The certificate is self-signed and not trusted.
		 */
		DEPTH_ZERO_SELF_SIGNED_CERT("self-signed certificate", FailureReason.UNKNOWN_CA),

		/**
		 * The chain ends in a root that is not trusted.
		 */
		SELF_SIGNED_CERT_IN_CHAIN("self-signed certificate in certificate chain", FailureReason.UNKNOWN_CA),

		/**
		 * Only one certificate came, and its issuer is not known.
		 */
		UNABLE_TO_VERIFY_LEAF_SIGNATURE("unable to verify the first certificate", FailureReason.UNKNOWN_CA),

		/**
		 * The chain that came ends before an authority that is trusted.
		 */
		UNABLE_TO_GET_ISSUER_CERT_LOCALLY("unable to get local issuer certificate", FailureReason.UNKNOWN_CA),

		/**
		 * A certificate's time is over.
		 */
		CERT_HAS_EXPIRED("certificate has expired", FailureReason.EXPIRED_CERTIFICATE),

		/**
		 * A certificate's time has not come.
		 */
		CERT_NOT_YET_VALID("certificate is not yet valid", FailureReason.EXPIRED_CERTIFICATE),

		/**
		 * A certificate is on its issuer's revocation list.
		 */
		CERT_REVOKED("certificate revoked", FailureReason.REVOKED_CERTIFICATE),

		/**
		 * There are revocation lists, but none for the issuer of a certificate.
		 */
		UNABLE_TO_GET_CRL("unable to get certificate CRL", FailureReason.BAD_CERTIFICATE),

		/**
		 * A revocation list was to be replaced by now.
		 */
		CRL_HAS_EXPIRED("CRL has expired", FailureReason.BAD_CERTIFICATE),

		/**
		 * A revocation list is of the future.
		 */
		CRL_NOT_YET_VALID("CRL is not yet valid", FailureReason.BAD_CERTIFICATE),

		/**
		 * A revocation list was not signed by the issuer that it names.
		 */
		CRL_SIGNATURE_FAILURE("CRL signature failure", FailureReason.BAD_CERTIFICATE),

		/**
		 * A certificate may not be used for this side of a TLS connection.
		 */
		INVALID_PURPOSE("unsuitable certificate purpose", FailureReason.BAD_CERTIFICATE),

		/**
		 * A certificate signed another one and is no authority.
		 */
		INVALID_CA("invalid CA certificate", FailureReason.BAD_CERTIFICATE),

		/**
		 * There are more authorities below one than it allows.
		 */
		PATH_LENGTH_EXCEEDED("path length constraint exceeded", FailureReason.BAD_CERTIFICATE),

		/**
		 * A certificate was not signed by the issuer that it names.
		 */
		CERT_SIGNATURE_FAILURE("certificate signature failure", FailureReason.BAD_CERTIFICATE),

		/**
		 * The chain is longer than anyone's should be.
		 */
		CERT_CHAIN_TOO_LONG("certificate chain too long", FailureReason.BAD_CERTIFICATE),

		/**
		 * The key of the peer's certificate is too weak for this JVM.
		 */
		EE_KEY_TOO_SMALL("EE certificate key too weak", FailureReason.BAD_CERTIFICATE),

		/**
		 * The key of an authority is too weak for this JVM.
		 */
		CA_KEY_TOO_SMALL("CA certificate key too weak", FailureReason.BAD_CERTIFICATE),

		/**
		 * An authority signed with a digest that is too weak for this JVM.
		 */
		CA_MD_TOO_WEAK("CA signature digest algorithm too weak", FailureReason.BAD_CERTIFICATE),

		/**
		 * An authority may not issue for a name in the certificate.
		 */
		PERMITTED_VIOLATION("name constraints violated", FailureReason.BAD_CERTIFICATE),

		/**
		 * A certificate has a critical extension that is not known here.
		 */
		UNHANDLED_CRITICAL_EXTENSION("unhandled critical extension", FailureReason.BAD_CERTIFICATE),

		/**
		 * The certificate is for another host.
		 */
		ERR_TLS_CERT_ALTNAME_INVALID("Hostname/IP does not match certificate's altnames",
				FailureReason.BAD_CERTIFICATE),

		/**
		 * The JDK refused the chain for a reason without a name of its own.
		 */
		UNSPECIFIED("certificate verification failed", FailureReason.BAD_CERTIFICATE);

		private final String message;

		private final FailureReason failureReason;

		Code(String message, FailureReason failureReason) {
			this.message = message;
			this.failureReason = failureReason;
		}

		/**
		 * Return the reason of a handshake that fails because of this error.
		 * @return the reason
		 */
		public FailureReason failureReason() {
			return this.failureReason;
		}

	}

}
