package dev.tlsboot.renegotiation;

/**
 * What a client can ask for again and again after its handshake.
 */
public enum RenegotiationKind {

	/**
	 * A whole new handshake, in TLS 1.2 and older (RFC 5746).
	 */
	RENEGOTIATION("renegotiation"),

	/**
	 * A new key from us, in TLS 1.3 (RFC 8446, section 4.6.3).
	 */
	KEY_UPDATE("key-update");

	private final String tag;

	RenegotiationKind(String tag) {
		this.tag = tag;
	}

	/**
	 * Return the kind as a meter's tag has it.
	 * @return the name in lower case with hyphens
	 */
	public String tag() {
		return this.tag;
	}

}
