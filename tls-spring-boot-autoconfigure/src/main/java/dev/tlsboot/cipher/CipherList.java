package dev.tlsboot.cipher;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Cipher suites by preference, written in the language of openssl-ciphers(1) and in the
 * order that OpenSSL 3 gives them. Immutable.
 */
public final class CipherList {

	/**
	 * The level OpenSSL is built with by the distributions that think of security.
	 */
	private static final int SECURITY_LEVEL = 2;

	private static final CipherList MODERN = parse("ECDHE+AESGCM:ECDHE+CHACHA20");

	private final String expression;

	private final List<CipherSuite> suites;

	private CipherList(String expression, List<CipherSuite> suites) {
		this.expression = expression;
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
	 * Read a cipher list. The suites of TLS 1.3 come first in any case: all of them, or
	 * those that the list names. Beyond OpenSSL's language a suite may be named by its
	 * standard name. Words that stand for nothing here are passed over, as OpenSSL does.
	 * @param expression the list, as in {@code ECDHE+AESGCM:!aNULL}
	 * @return the list
	 * @throws TlsConfigurationException if it is malformed or selects nothing
	 */
	public static CipherList parse(String expression) {
		CipherSelection selection = new CipherSelection(SECURITY_LEVEL);
		CipherListParser.apply(expression, selection);
		if (selection.isEmpty()) {
			throw new TlsConfigurationException("ciphers", expression, "The cipher list selects no cipher suite.",
					"Name at least one suite or group that is known, as in HIGH:!aNULL.", null);
		}
		return new CipherList(expression, selection.suites());
	}

	/**
	 * Return the suites, whoever has them.
	 * @return the suites by preference
	 */
	public List<CipherSuite> suites() {
		return this.suites;
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
			throw new TlsConfigurationException("ciphers", this.expression,
					"The engine has none of the cipher suites that the list selects: "
							+ this.suites.stream().map(CipherSuite::name).collect(Collectors.joining(", ")) + ".",
					"Allow at least one suite that the engine has, as in TLS_AES_128_GCM_SHA256.", null);
		}
		return selected;
	}

	/**
	 * Return the list as it was written.
	 */
	@Override
	public String toString() {
		return this.expression;
	}

}
