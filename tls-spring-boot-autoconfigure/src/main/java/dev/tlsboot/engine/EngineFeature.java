package dev.tlsboot.engine;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * What not every engine can do, and has to be asked for.
 */
public enum EngineFeature {

	/**
	 * Let clients renegotiate, up to a limit.
	 */
	RENEGOTIATION("reneg-limit", "lets no client renegotiate", "Use engine 'jdk', or leave reneg-limit out"),

	/**
	 * Count the KeyUpdates that clients ask for.
	 */
	KEY_UPDATE_LIMIT("key-update-limit", "has a limit of its own for KeyUpdates, which cannot be set",
			"Use engine 'jdk', or leave key-update-limit out"),

	/**
	 * Seal session tickets with keys from outside.
	 */
	TICKET_KEYS("session.ticket-keys", "seals session tickets with keys of its own",
			"Use engine 'openssl', or leave session.ticket-keys out"),

	/**
	 * Resume sessions out of a store outside of this process.
	 */
	EXTERNAL_SESSIONS("session.store", "keeps its sessions to itself",
			"Use engine 'bouncycastle', or leave session.store out"),

	/**
	 * Negotiate application protocols by NPN.
	 */
	NPN("npn-protocols", "does not know NPN", "Use engine 'openssl', or alpn-protocols instead"),

	/**
	 * Take the application protocol that the application selects for one connection.
	 */
	ALPN_SELECTION("alpn-protocols", "cannot take the protocol that an AlpnSelector selects",
			"Use engine 'jdk', or alpn-protocols without an AlpnSelector");

	private final String option;

	private final String lack;

	private final String remedy;

	EngineFeature(String option, String lack, String remedy) {
		this.option = option;
		this.lack = lack;
		this.remedy = remedy;
	}

	/**
	 * Complain unless an engine can do this.
	 * @param engine the engine, never one that chooses among others
	 * @throws TlsConfigurationException if it cannot
	 */
	public void require(TlsEngine engine) {
		if (!engine.features().contains(this)) {
			throw new TlsConfigurationException(this.option, null, "Engine '" + engine.name() + "' " + this.lack + ".",
					this.remedy + ".", null);
		}
	}

	/**
	 * Complain unless an engine can do all that is wanted.
	 */
	static void check(TlsEngine engine, EngineOptions options) {
		for (EngineFeature feature : values()) {
			if (options.required().contains(feature) || feature.isWanted(options)) {
				feature.require(engine);
			}
		}
	}

	private boolean isWanted(EngineOptions options) {
		return switch (this) {
			case NPN -> !options.npnProtocols().isEmpty();
			case TICKET_KEYS -> !options.sessions().ticketKeys().isEmpty();
			case EXTERNAL_SESSIONS -> options.sessions().external();
			case ALPN_SELECTION -> options.alpnSelection();
			// which no option of a context is about
			case RENEGOTIATION, KEY_UPDATE_LIMIT -> false;
		};
	}

}
