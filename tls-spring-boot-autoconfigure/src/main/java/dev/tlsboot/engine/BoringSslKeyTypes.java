package dev.tlsboot.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.credential.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds of keys, RSA and EC, a server's client gets along with: which of them it
 * offers a cipher suite for, and can verify a signature of.
 */
final class BoringSslKeyTypes {

	/**
	 * The suites of BoringSSL that are authenticated by an EC key, and those by an RSA
	 * key (IANA TLS Cipher Suites).
	 */
	private static final Map<String, Integer> NUMBERS = Map.ofEntries(
			Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xC009),
			Map.entry("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", 0xC00A),
			Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 0xC023),
			Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xC02B),
			Map.entry("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xC02C),
			Map.entry("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA9),
			Map.entry("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC013),
			Map.entry("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 0xC014),
			Map.entry("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xC027),
			Map.entry("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xC02F),
			Map.entry("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xC030),
			Map.entry("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA8),
			Map.entry("TLS_RSA_WITH_AES_128_CBC_SHA", 0x002F), Map.entry("TLS_RSA_WITH_AES_256_CBC_SHA", 0x0035),
			Map.entry("TLS_RSA_WITH_AES_128_CBC_SHA256", 0x003C), Map.entry("TLS_RSA_WITH_AES_256_CBC_SHA256", 0x003D),
			Map.entry("TLS_RSA_WITH_AES_128_GCM_SHA256", 0x009C), Map.entry("TLS_RSA_WITH_AES_256_GCM_SHA384", 0x009D));

	private static final String RSA = "RSA";

	private static final String EC = "EC";

	private static final Set<Integer> RSA_SCHEMES = Set.of(0x0201, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806);

	/**
	 * TLS 1.3 signs with PSS only.
	 */
	private static final Set<Integer> RSA_SCHEMES_OF_TLS13 = Set.of(0x0804, 0x0805, 0x0806);

	private static final Set<Integer> EC_SCHEMES = Set.of(0x0203, 0x0403, 0x0503, 0x0603);

	private final Set<Integer> rsaSuites;

	private final Set<Integer> ecSuites;

	private final boolean tls13;

	/**
	 * Create the key types of a server.
	 * @param ciphers the cipher suites that are enabled
	 * @param protocols the protocol versions that are
	 */
	BoringSslKeyTypes(List<CipherSuite> ciphers, List<String> protocols) {
		this.rsaSuites = numbers(ciphers, "RSA");
		this.ecSuites = numbers(ciphers, "ECDSA");
		this.tls13 = protocols.contains("TLSv1.3");
	}

	private static Set<Integer> numbers(List<CipherSuite> ciphers, String authentication) {
		return ciphers.stream()
			.filter((suite) -> suite.authentication().equals(authentication))
			.map(CipherSuite::standardName)
			.filter(NUMBERS::containsKey)
			.map(NUMBERS::get)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Return whether identities have both kinds of keys, so that there is something to
	 * choose.
	 */
	static boolean differ(List<Identity> identities) {
		return identities.stream()
			.map((identity) -> identity.certificate().getPublicKey().getAlgorithm())
			.collect(Collectors.toSet())
			.containsAll(Set.of(RSA, EC));
	}

	/**
	 * Return which kind of key a client gets along with.
	 * @return the only kind, or {@code null} if it is both or none
	 */
	@Nullable String only(ClientOffer offer) {
		boolean newest = this.tls13 && offer.tls13();
		boolean rsa = suits(newest ? RSA_SCHEMES_OF_TLS13 : RSA_SCHEMES, this.rsaSuites, offer, newest);
		boolean ec = suits(EC_SCHEMES, this.ecSuites, offer, newest);
		return (rsa == ec) ? null : rsa ? RSA : EC;
	}

	private static boolean suits(Set<Integer> schemes, Set<Integer> suites, ClientOffer offer, boolean tls13) {
		// the suites of TLS 1.3 go with every key
		return offer.verifies(schemes) && (tls13 || offer.hasCipherSuite(suites));
	}

}
