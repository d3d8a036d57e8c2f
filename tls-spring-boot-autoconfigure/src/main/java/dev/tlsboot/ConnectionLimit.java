package dev.tlsboot;

/**
 * A limit at which connections are refused.
 */
public enum ConnectionLimit {

	/**
	 * The number of connections of a server.
	 */
	MAX_CONNECTIONS("max-connections"),

	/**
	 * The number of handshakes under way.
	 */
	MAX_PENDING_HANDSHAKES("max-pending-handshakes");

	private final String tag;

	ConnectionLimit(String tag) {
		this.tag = tag;
	}

	/**
	 * Return the limit as a meter's tag has it.
	 * @return the name of its property
	 */
	public String tag() {
		return this.tag;
	}

}
