package dev.tlsboot.cipher;

import java.util.Optional;

/**
 * The table of suites.
 */
public final class CipherSuites {

	private CipherSuites() {
	}

	public static Optional<CipherSuite> byStandardName(String standardName) {
		throw new IllegalStateException("to be written");
	}

	public static Optional<CipherSuite> byName(String name) {
		throw new IllegalStateException("to be written");
	}

}
