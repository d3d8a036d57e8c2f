package dev.tlsboot.engine;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Whether Bouncy Castle's TLS can be had. Apart from the engine, so that to ask needs
 * none of its classes.
 */
final class BouncyCastlePresence {

	private BouncyCastlePresence() {
	}

	static boolean isPresent() {
		try {
			load();
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	static void check() {
		try {
			load();
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new TlsConfigurationException("engine", "bouncycastle",
					"Bouncy Castle's TLS is not on the class path.",
					"Add org.bouncycastle:bctls-jdk18on, of the version that the other jars of Bouncy Castle have.",
					ex);
		}
	}

	private static void load() throws ClassNotFoundException {
		Class.forName("org.bouncycastle.tls.TlsServerProtocol", false, BouncyCastlePresence.class.getClassLoader());
	}

}
