package dev.tlsboot.failure;

import java.util.Locale;

/**
 * Why a handshake failed: the whole list, so that a meter tagged with it stays bounded.
 */
public enum FailureReason {

	/**
	 * The handshake was not done within its time.
	 */
	TIMEOUT,

	/**
	 * No cipher suite, group or signature scheme that both sides have.
	 */
	NO_SHARED_CIPHER,

	/**
	 * No protocol version that both sides have.
	 */
	NO_SHARED_PROTOCOL,

	/**
	 * A certificate was asked for and none came.
	 */
	NO_CERTIFICATE,

	/**
	 * The peer's certificate does not verify, for a reason that has no entry of its own.
	 */
	BAD_CERTIFICATE,

	/**
	 * A certificate of the peer's chain has expired, or is not valid yet.
	 */
	EXPIRED_CERTIFICATE,

	/**
	 * A certificate of the peer's chain has been revoked.
	 */
	REVOKED_CERTIFICATE,

	/**
	 * The peer's chain ends at no authority that is trusted here.
	 */
	UNKNOWN_CA,

	/**
	 * The client asked for a server name that is not served here.
	 */
	UNRECOGNIZED_NAME,

	/**
	 * What came was not TLS.
	 */
	NOT_TLS,

	/**
	 * The peer closed the connection, or it broke, before the handshake was done.
	 */
	PEER_CLOSED,

	/**
	 * The peer sent a fatal alert that fits no other reason.
	 */
	ALERT,

	/**
	 * The session store answered with an error.
	 */
	SESSION_STORE,

	/**
	 * None of the above.
	 */
	OTHER;

	private final String tag = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Return the reason as a meter's tag has it.
	 * @return the name in lower case with hyphens, as in {@code not-tls}
	 */
	public String tag() {
		return this.tag;
	}

}
