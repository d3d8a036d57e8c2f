package dev.tlsboot.cipher;

import java.util.List;
import java.util.Set;

/**
 * A parsed cipher list. Immutable.
 */
public final class CipherList {

	private CipherList() {
	}

	public static CipherList modern() {
		throw new IllegalStateException("to be written");
	}

	public static CipherList parse(String expression) {
		throw new IllegalStateException("to be written");
	}

	public List<CipherSuite> select(Set<String> supportedStandardNames) {
		throw new IllegalStateException("to be written");
	}

}
