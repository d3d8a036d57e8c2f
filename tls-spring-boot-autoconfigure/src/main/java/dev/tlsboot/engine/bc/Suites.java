package dev.tlsboot.engine.bc;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;

/**
 * The cipher suites that are spoken here: forward secret ones only. With a key exchange
 * by RSA alone the server would have to hide from its clients whether what they have
 * encrypted made sense (RFC 5246, section 7.4.7.1), and few need it any more.
 */
final class Suites {

	private static final List<Suite> ALL = Stream.of(
			new Suite("TLS_AES_256_GCM_SHA384", CipherSuite.TLS_AES_256_GCM_SHA384),
			new Suite("TLS_CHACHA20_POLY1305_SHA256", CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
			new Suite("TLS_AES_128_GCM_SHA256", CipherSuite.TLS_AES_128_GCM_SHA256),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
			new Suite("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
			new Suite("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384),
			new Suite("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
					CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
			new Suite("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
					CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
			new Suite("TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
					CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
			new Suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
			new Suite("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
			new Suite("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384),
			new Suite("TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
			new Suite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
			new Suite("TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
			new Suite("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
			new Suite("TLS_DHE_RSA_WITH_AES_256_CBC_SHA", CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA),
			new Suite("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
			new Suite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
			new Suite("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA))
		.toList();

	private static final Map<String, Suite> BY_NAME = ALL.stream()
		.collect(Collectors.toUnmodifiableMap(Suite::name, Function.identity()));

	private static final Map<Integer, Suite> BY_NUMBER = ALL.stream()
		.collect(Collectors.toUnmodifiableMap(Suite::number, Function.identity()));

	private Suites() {
	}

	/**
	 * Return what the JVM's providers have all ingredients of.
	 * @param crypto the cryptography
	 * @return the standard names
	 */
	static Set<String> supported(TlsCrypto crypto) {
		return ALL.stream()
			.filter((suite) -> TlsUtils.isSupportedCipherSuite(crypto, suite.number()))
			.map(Suite::name)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	static int[] numbers(Collection<String> names) {
		return names.stream().mapToInt((name) -> suite(name).number()).toArray();
	}

	private static Suite suite(String name) {
		Suite suite = BY_NAME.get(name);
		if (suite == null) {
			throw new IllegalArgumentException("There is no cipher suite " + name + " here");
		}
		return suite;
	}

	static String name(int number) {
		Suite suite = BY_NUMBER.get(number);
		if (suite == null) {
			throw new IllegalArgumentException("There is no cipher suite " + number + " here");
		}
		return suite.name();
	}

	static boolean contains(int[] numbers, int number) {
		return Arrays.stream(numbers).anyMatch((each) -> each == number);
	}

	private record Suite(String name, int number) {

	}

}
