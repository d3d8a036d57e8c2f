package dev.tlsboot.cipher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.failure.TlsConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cipher suites by preference, written in the language of openssl-ciphers(1) and in the
 * order that OpenSSL 3 gives them. Immutable.
 */
public final class CipherList {

	/**
	 * The level OpenSSL is built with by the distributions that think of security.
	 */
	private static final int SECURITY_LEVEL = 2;

	private static final int MAXIMUM_LISTED = 10;

	private static final Logger logger = LoggerFactory.getLogger(CipherList.class);

	// by name: an application starts sooner without the words of the language
	private static final CipherList MODERN = named("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
			"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
			"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

	private final String expression;

	private final List<CipherSuite> suites;

	private final boolean tls13Named;

	private CipherList(String expression, List<CipherSuite> suites, boolean tls13Named) {
		this.expression = expression;
		this.suites = List.copyOf(suites);
		this.tls13Named = tls13Named;
	}

	private static CipherList named(String... standardNames) {
		List<CipherSuite> suites = new ArrayList<>();
		for (String standardName : standardNames) {
			suites.add(CipherSuites.byStandardName(standardName).orElseThrow());
		}
		return new CipherList(String.join(":", standardNames), suites, true);
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
	 * standard name. Words that stand for nothing here are passed over, as OpenSSL does,
	 * and so are suites for pre-shared keys and SRP, as {@code openssl ciphers -s} does.
	 * @param expression the list, as in {@code ECDHE+AESGCM:!aNULL}
	 * @return the list
	 * @throws TlsConfigurationException if it is malformed or selects nothing
	 */
	public static CipherList parse(String expression) {
		CipherSelection selection = new CipherSelection(SECURITY_LEVEL);
		CipherListParser.apply(expression, selection);
		CipherList list = new CipherList(expression, selection.suites(), selection.isTls13Named());
		if (list.suites.stream().noneMatch(list::isAskedFor)) {
			throw new TlsConfigurationException("ciphers", expression, "The cipher list selects no cipher suite.",
					"Name at least one suite or group that is known, as in HIGH:!aNULL.", null);
		}
		return list;
	}

	/**
	 * Return the suites, whoever has them.
	 * @return the suites by preference
	 */
	public List<CipherSuite> suites() {
		return this.suites;
	}

	/**
	 * Return the suites of this list that an engine has. Those of TLS 1.3 that the list
	 * does not name come along with others; they alone are not what was asked for.
	 * @param supportedStandardNames the engine's suites, by their standard names or by
	 * JSSE's
	 * @return the suites, in the order of this list; never empty
	 * @throws TlsConfigurationException if none is left
	 */
	public List<CipherSuite> select(Set<String> supportedStandardNames) {
		Set<String> supported = supportedStandardNames.stream()
			.map(CipherSuites::registered)
			.collect(Collectors.toSet());
		List<CipherSuite> selected = new ArrayList<>();
		List<CipherSuite> lacking = new ArrayList<>();
		for (CipherSuite suite : this.suites) {
			(supported.contains(suite.standardName()) ? selected : lacking).add(suite);
		}
		if (selected.stream().noneMatch(this::isAskedFor)) {
			throw new TlsConfigurationException("ciphers", this.expression,
					"The engine has none of the cipher suites that the list selects: "
							+ listed(lacking.stream().filter(this::isAskedFor).toList()) + ".",
					"Allow at least one suite that the engine has, as in TLS_AES_128_GCM_SHA256.", null);
		}
		if (!lacking.isEmpty() && logger.isDebugEnabled()) {
			logger.debug("The engine lacks {} of the cipher list {}", listed(lacking), this.expression);
		}
		return List.copyOf(selected);
	}

	private boolean isAskedFor(CipherSuite suite) {
		return this.tls13Named || !CipherSelectors.isTls13(suite);
	}

	private static String listed(List<CipherSuite> suites) {
		String names = suites.stream().limit(MAXIMUM_LISTED).map(CipherSuite::name).collect(Collectors.joining(", "));
		int more = suites.size() - MAXIMUM_LISTED;
		return (more > 0) ? names + " and " + more + " more" : names;
	}

	/**
	 * Return the list as it was written.
	 */
	@Override
	public String toString() {
		return this.expression;
	}

}
