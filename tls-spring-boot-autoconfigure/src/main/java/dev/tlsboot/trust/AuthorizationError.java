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

	/**
	 * The peer was asked for a certificate and has sent none. Node.js gives this the code
	 * of a missing issuer, hence a constant to tell the two apart.
	 */
	public static final AuthorizationError NO_CERTIFICATE = new AuthorizationError(Code.UNABLE_TO_GET_ISSUER_CERT,
			"the peer did not send a certificate");

	public AuthorizationError {
		Objects.requireNonNull(code, "code");
		Objects.requireNonNull(message, "message");
	}

	/**
	 * Return the error of a certificate that is for another host.
	 * @param message what is wrong, one sentence
	 * @return the error
	 */
	public static AuthorizationError nameMismatch(String message) {
		return new AuthorizationError(Code.ERR_TLS_CERT_ALTNAME_INVALID, message);
	}

	/**
	 * Return the reason that a handshake fails with because of this error.
	 * @return the reason
	 */
	public FailureReason failureReason() {
		return equals(NO_CERTIFICATE) ? FailureReason.NO_CERTIFICATE : this.code.failureReason();
	}

	/**
	 * Return the alert that tells a peer about this error. Not every engine can be made
	 * to send it.
	 * @return the alert
	 */
	public CertificateAlert alert() {
		return equals(NO_CERTIFICATE) ? CertificateAlert.CERTIFICATE_REQUIRED : this.code.alert();
	}

	/**
	 * Return the name of the code.
	 */
	@Override
	public String toString() {
		return this.code.name();
	}

	/**
	 * The codes: the names of OpenSSL's {@code X509_V_ERR_…} (man page
	 * X509_STORE_CTX_get_error), and Node's own for host names. Node.js prints
	 * {@code UNSPECIFIED} for those that OpenSSL added late, and which are marked so
	 * here.
	 */
	public enum Code {

		/**
		 * An issuer is missing above a certificate that is trusted but is no root; or
		 * there is no certificate at all.
		 */
		UNABLE_TO_GET_ISSUER_CERT("unable to get issuer certificate", CertificateAlert.UNKNOWN_CA),

		/**
		 * The chain that came ends before an authority that is trusted, or goes on for
		 * more than a hundred.
		 */
		UNABLE_TO_GET_ISSUER_CERT_LOCALLY("unable to get local issuer certificate", CertificateAlert.UNKNOWN_CA),

		/**
		 * Only one certificate came, and its issuer is not known.
		 */
		UNABLE_TO_VERIFY_LEAF_SIGNATURE("unable to verify the first certificate", CertificateAlert.UNKNOWN_CA),

		/**
		 * The certificate is self-signed and not trusted.
		 */
		DEPTH_ZERO_SELF_SIGNED_CERT("self-signed certificate", CertificateAlert.UNKNOWN_CA),

		/**
		 * The chain ends in a root that is not trusted.
		 */
		SELF_SIGNED_CERT_IN_CHAIN("self-signed certificate in the chain", CertificateAlert.UNKNOWN_CA),

		/**
		 * A certificate does not bear the signature of its issuer.
		 */
		CERT_SIGNATURE_FAILURE("certificate signature failure", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * The time of a certificate is over.
		 */
		CERT_HAS_EXPIRED("certificate has expired", CertificateAlert.CERTIFICATE_EXPIRED),

		/**
		 * The time of a certificate has not come.
		 */
		CERT_NOT_YET_VALID("certificate is not yet valid", CertificateAlert.CERTIFICATE_EXPIRED),

		/**
		 * A certificate is on the revocation list of its issuer.
		 */
		CERT_REVOKED("certificate revoked", CertificateAlert.CERTIFICATE_REVOKED),

		/**
		 * There are revocation lists, but none that covers a certificate.
		 */
		UNABLE_TO_GET_CRL("unable to get the revocation list for a certificate", CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * A revocation list should have been replaced by now.
		 */
		CRL_HAS_EXPIRED("revocation list has expired", CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * A revocation list is from the future.
		 */
		CRL_NOT_YET_VALID("revocation list is not yet valid", CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * A revocation list does not bear the signature of the issuer that it names.
		 */
		CRL_SIGNATURE_FAILURE("revocation list signature failure", CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * An authority signed a revocation list, and its key usage does not let it. Node:
		 * {@code UNSPECIFIED}.
		 */
		KEYUSAGE_NO_CRL_SIGN("key usage does not include signing of revocation lists",
				CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * A revocation list has a critical extension that is not known here. Node:
		 * {@code UNSPECIFIED}.
		 */
		UNHANDLED_CRITICAL_CRL_EXTENSION("unhandled critical extension in a revocation list",
				CertificateAlert.CERTIFICATE_UNKNOWN),

		/**
		 * A certificate signed another one and is no authority.
		 */
		INVALID_CA("invalid CA certificate", CertificateAlert.UNKNOWN_CA),

		/**
		 * There are more authorities below one than it allows.
		 */
		PATH_LENGTH_EXCEEDED("path length constraint exceeded", CertificateAlert.UNKNOWN_CA),

		/**
		 * A certificate may not be used for this side of a TLS connection, or to issue
		 * such.
		 */
		INVALID_PURPOSE("unsuitable certificate purpose", CertificateAlert.UNSUPPORTED_CERTIFICATE),

		/**
		 * A certificate signed another one, and its key usage does not let it. Node:
		 * {@code UNSPECIFIED}.
		 */
		KEYUSAGE_NO_CERTSIGN("key usage does not include certificate signing", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * A certificate has a critical extension that is not known here. Node:
		 * {@code UNSPECIFIED}.
		 */
		UNHANDLED_CRITICAL_EXTENSION("unhandled critical extension", CertificateAlert.UNSUPPORTED_CERTIFICATE),

		/**
		 * The key of the peer's own certificate is too weak. Node: {@code UNSPECIFIED}.
		 */
		EE_KEY_TOO_SMALL("key of the certificate too weak", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * The key of an authority is too weak. Node: {@code UNSPECIFIED}.
		 */
		CA_KEY_TOO_SMALL("key of the CA certificate too weak", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * An authority signed with a digest that is too weak, as SHA-1. Node:
		 * {@code UNSPECIFIED}.
		 */
		CA_MD_TOO_WEAK("digest of the CA's signature too weak", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * A name is not among those that an authority may issue for. Node:
		 * {@code UNSPECIFIED}.
		 */
		PERMITTED_VIOLATION("name outside the permitted subtrees", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * A name is among those that an authority may not issue for. Node:
		 * {@code UNSPECIFIED}.
		 */
		EXCLUDED_VIOLATION("name inside an excluded subtree", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * A name constraint makes no sense. Node: {@code UNSPECIFIED}.
		 */
		UNSUPPORTED_CONSTRAINT_SYNTAX("unsupported or damaged name constraint", CertificateAlert.BAD_CERTIFICATE),

		/**
		 * The certificate is for another host.
		 */
		ERR_TLS_CERT_ALTNAME_INVALID("Hostname/IP does not match certificate's altnames",
				CertificateAlert.BAD_CERTIFICATE),

		/**
		 * The JDK refuses the chain for a reason that OpenSSL has no name for, as a
		 * certificate that is on the JDK's list of blocked ones.
		 */
		UNSPECIFIED("certificate verification failed", CertificateAlert.CERTIFICATE_UNKNOWN);

		private final String description;

		private final CertificateAlert alert;

		Code(String description, CertificateAlert alert) {
			this.description = description;
			this.alert = alert;
		}

		String description() {
			return this.description;
		}

		/**
		 * Return the alert that tells a peer about this.
		 * @return the alert
		 */
		public CertificateAlert alert() {
			return this.alert;
		}

		/**
		 * Return the reason that a handshake fails with because of this.
		 * @return the reason
		 */
		public FailureReason failureReason() {
			return switch (this.alert) {
				case CERTIFICATE_REQUIRED -> FailureReason.NO_CERTIFICATE;
				case CERTIFICATE_EXPIRED -> FailureReason.EXPIRED_CERTIFICATE;
				case CERTIFICATE_REVOKED -> FailureReason.REVOKED_CERTIFICATE;
				case UNKNOWN_CA -> FailureReason.UNKNOWN_CA;
				case BAD_CERTIFICATE, UNSUPPORTED_CERTIFICATE, CERTIFICATE_UNKNOWN -> FailureReason.BAD_CERTIFICATE;
			};
		}

	}

}
