package dev.tlsboot.trust;

/**
 * The alerts that a peer is refused with because of its certificate (RFC 8446, section
 * 6.2).
 */
public enum CertificateAlert {

	/**
	 * The certificate is corrupt or breaks the rules, as one with a signature that does
	 * not verify.
	 */
	BAD_CERTIFICATE(42),

	/**
	 * The certificate is of a type, or for a purpose, that does not serve here.
	 */
	UNSUPPORTED_CERTIFICATE(43),

	/**
	 * The certificate was revoked by its signer.
	 */
	CERTIFICATE_REVOKED(44),

	/**
	 * The certificate has expired or is not valid yet.
	 */
	CERTIFICATE_EXPIRED(45),

	/**
	 * The certificate is not acceptable for some other reason.
	 */
	CERTIFICATE_UNKNOWN(46),

	/**
	 * The chain leads to no authority that is trusted.
	 */
	UNKNOWN_CA(48),

	/**
	 * There is no certificate (TLS 1.3; earlier versions say {@code handshake_failure}).
	 */
	CERTIFICATE_REQUIRED(116);

	private final int number;

	CertificateAlert(int number) {
		this.number = number;
	}

	/**
	 * Return the number of the alert on the wire.
	 * @return the {@code AlertDescription}, from 0 to 255
	 */
	public int number() {
		return this.number;
	}

}
