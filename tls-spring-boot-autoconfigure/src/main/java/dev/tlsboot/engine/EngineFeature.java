package dev.tlsboot.engine;

import java.util.Set;

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
			"Use engine 'jdk' or 'bouncycastle', or leave key-update-limit out"),

	/**
	 * Keep sessions outside of the process.
	 */
	SESSION_STORE("session.store", "cannot hand its sessions out", "Use engine 'bouncycastle', or session.store=none"),

	/**
	 * Seal session tickets with keys from outside.
	 */
	TICKET_KEYS("session.ticket-keys", "seals session tickets with keys of its own",
			"Use engine 'openssl', or leave session.ticket-keys out"),

	/**
	 * Negotiate application protocols by NPN.
	 */
	NPN("npn-protocols", "does not know NPN", "Use engine 'openssl', or alpn-protocols instead"),

	/**
	 * Take the application protocol that the application selects for one connection.
	 */
	ALPN_SELECTION("alpn-protocols", "cannot take the protocol that an AlpnSelector selects",
			"Use engine 'jdk' or 'bouncycastle', or alpn-protocols without an AlpnSelector");

	private final String option;

	private final String lack;

	private final String remedy;

	EngineFeature(String option, String lack, String remedy) {
		this.option = option;
		this.lack = lack;
		this.remedy = remedy;
	}

	/**
	 * Complain unless an engine can do all that is wanted.
	 * @param engine the engine
	 * @param features what it can do
	 * @param options what is wanted
	 * @throws TlsConfigurationException if it cannot
	 */
	static void check(TlsEngine engine, Set<EngineFeature> features, EngineOptions options) {
		for (EngineFeature feature : values()) {
			if (feature.isWanted(options) && !features.contains(feature)) {
				throw new TlsConfigurationException(feature.option, null,
						"Engine '" + engine.name() + "' " + feature.lack + ".", feature.remedy + ".", null);
			}
		}
	}

	private boolean isWanted(EngineOptions options) {
		return switch (this) {
			case NPN -> !options.npnProtocols().isEmpty();
			case TICKET_KEYS -> !options.sessions().ticketKeys().isEmpty();
			default -> options.demands().contains(this);
		};
	}

}
