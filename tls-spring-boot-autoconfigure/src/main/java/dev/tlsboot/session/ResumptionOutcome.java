package dev.tlsboot.session;

import java.util.Locale;

/**
 * What came of it when a client asked for a session of the store.
 */
public enum ResumptionOutcome {

	/**
	 * The session was resumed.
	 */
	HIT,

	/**
	 * There was none that could be resumed, and the handshake went on as a full one.
	 */
	MISS,

	/**
	 * The store failed, or did not answer in time. The connection is closed.
	 */
	ERROR;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the outcome as a meter's tag has it.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
