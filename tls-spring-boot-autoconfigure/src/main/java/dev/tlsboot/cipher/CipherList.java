package dev.tlsboot.cipher;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Cipher suites by preference. Immutable.
 */
public final class CipherList {

	private static final CipherList MODERN = new CipherList(CipherSuites.all()
		.stream()
		.filter((suite) -> suite.protocol().equals("TLSv1.3") || (suite.keyExchange().equals("ECDH")
				&& !suite.authentication().equals("None") && Set.of("AESGCM", "CHACHA20").contains(suite.encryption())))
		.toList());

	private final List<CipherSuite> suites;

	private CipherList(List<CipherSuite> suites) {
		this.suites = List.copyOf(suites);
	}

	/**
	 * Return the suites we offer unless told otherwise: those of TLS 1.3, then ephemeral
	 * elliptic curves with AES-GCM or ChaCha20-Poly1305.
	 * @return the list
	 */
	public static CipherList modern() {
		return MODERN;
	}

	/**
	 * Return the suites of this list that an engine has.
	 * @param supportedStandardNames the engine's suites, by their standard names
	 * @return the suites, in the order of this list; never empty
	 * @throws TlsConfigurationException if none is left
	 */
	public List<CipherSuite> select(Set<String> supportedStandardNames) {
		List<CipherSuite> selected = this.suites.stream()
			.filter((suite) -> supportedStandardNames.contains(suite.standardName()))
			.toList();
		if (selected.isEmpty()) {
			throw new TlsConfigurationException("ciphers", toString(), "The engine has none of these cipher suites.",
					"Allow at least one suite that the engine has, as in TLS_AES_128_GCM_SHA256.", null);
		}
		return selected;
	}

	@Override
	public String toString() {
		return this.suites.stream().map(CipherSuite::name).collect(Collectors.joining(":"));
	}

}
