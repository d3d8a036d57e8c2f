package dev.tlsboot.cipher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The words of the cipher-list language that stand for sets of suites: the section CIPHER
 * STRINGS of openssl-ciphers(1). A suite's own names are such words too.
 */
final class CipherSelectors {

	private static final Map<String, Predicate<CipherSuite>> WORDS = words();

	private CipherSelectors() {
	}

	/**
	 * Find what a word stands for.
	 * @return the set, or {@code null} if nobody knows the word
	 */
	static @Nullable Predicate<CipherSuite> find(String word) {
		return WORDS.get(word);
	}

	private static Map<String, Predicate<CipherSuite>> words() {
		Map<String, Predicate<CipherSuite>> words = new HashMap<>();
		groups(words);
		keyExchanges(words);
		authentications(words);
		encryptions(words);
		for (String mac : new String[] { "MD5", "SHA1", "SHA256", "SHA384" }) {
			words.put(mac, with(CipherSuite::mac, mac));
		}
		words.put("SHA", words.get("SHA1"));
		for (String protocol : new String[] { "SSLv3", "TLSv1.0", "TLSv1.2" }) {
			words.put(protocol, with(CipherSuite::protocol, protocol));
		}
		words.put("TLSv1", words.get("TLSv1.0"));
		// the words are about TLS 1.2 and older
		Predicate<CipherSuite> old = Predicate.not(CipherSelectors::isTls13);
		words.replaceAll((word, selector) -> selector.and(old));
		for (CipherSuite suite : CipherSuites.all()) {
			words.put(suite.name(), suite::equals);
			words.put(suite.standardName(), suite::equals);
		}
		return words;
	}

	static boolean isTls13(CipherSuite suite) {
		return suite.protocol().equals("TLSv1.3");
	}

	private static void groups(Map<String, Predicate<CipherSuite>> words) {
		Predicate<CipherSuite> encrypting = (suite) -> suite.strength() > 0;
		words.put("ALL", encrypting);
		words.put("COMPLEMENTOFALL", encrypting.negate());
		words.put("COMPLEMENTOFDEFAULT", encrypting.and(with(CipherSuite::authentication, "None", "DSS")
			.or(with(CipherSuite::encryption, "AESCCM", "AESCCM8", "ARIAGCM", "Camellia"))));
		// what is less than high has left the table together with DES and RC4
		words.put("HIGH", encrypting);
		words.put("FIPS",
				with(CipherSuite::encryption, "AES", "AESGCM").and(with(CipherSuite::keyExchange, "SRP").negate()));
		words.put("eNULL", encrypting.negate());
		words.put("NULL", words.get("eNULL"));
	}

	private static void keyExchanges(Map<String, Predicate<CipherSuite>> words) {
		keyExchange(words, "RSA", "kRSA", "RSA");
		keyExchange(words, "DH", "kDHE", "kEDH", "DH");
		keyExchange(words, "ECDH", "kECDHE", "kEECDH", "ECDH");
		keyExchange(words, "PSK", "kPSK");
		keyExchange(words, "RSAPSK", "kRSAPSK");
		keyExchange(words, "DHEPSK", "kDHEPSK");
		keyExchange(words, "ECDHEPSK", "kECDHEPSK");
		keyExchange(words, "SRP", "kSRP", "SRP");
		words.put("PSK", with(CipherSuite::keyExchange, "PSK", "RSAPSK", "DHEPSK", "ECDHEPSK"));
		Predicate<CipherSuite> anonymous = with(CipherSuite::authentication, "None");
		Predicate<CipherSuite> dhe = with(CipherSuite::keyExchange, "DH");
		Predicate<CipherSuite> ecdhe = with(CipherSuite::keyExchange, "ECDH");
		words.put("ADH", dhe.and(anonymous));
		words.put("DHE", dhe.and(anonymous.negate()));
		words.put("EDH", words.get("DHE"));
		words.put("AECDH", ecdhe.and(anonymous));
		words.put("ECDHE", ecdhe.and(anonymous.negate()));
		words.put("EECDH", words.get("ECDHE"));
	}

	private static void keyExchange(Map<String, Predicate<CipherSuite>> words, String keyExchange, String... names) {
		for (String name : names) {
			words.put(name, with(CipherSuite::keyExchange, keyExchange));
		}
	}

	private static void authentications(Map<String, Predicate<CipherSuite>> words) {
		authentication(words, "RSA", "aRSA");
		authentication(words, "DSS", "aDSS", "DSS");
		authentication(words, "ECDSA", "aECDSA", "ECDSA");
		authentication(words, "PSK", "aPSK");
		authentication(words, "SRP", "aSRP");
		authentication(words, "None", "aNULL");
	}

	private static void authentication(Map<String, Predicate<CipherSuite>> words, String authentication,
			String... names) {
		for (String name : names) {
			words.put(name, with(CipherSuite::authentication, authentication));
		}
	}

	private static void encryptions(Map<String, Predicate<CipherSuite>> words) {
		encryption(words, "AES", "AES", "AESGCM", "AESCCM", "AESCCM8");
		encryption(words, "CAMELLIA", "Camellia");
		encryption(words, "ARIA", "ARIAGCM");
		words.put("ARIAGCM", words.get("ARIA"));
		words.put("AESGCM", with(CipherSuite::encryption, "AESGCM"));
		words.put("AESCCM", with(CipherSuite::encryption, "AESCCM", "AESCCM8"));
		words.put("AESCCM8", with(CipherSuite::encryption, "AESCCM8"));
		words.put("CHACHA20", with(CipherSuite::encryption, "CHACHA20"));
		words.put("CBC", with(CipherSuite::encryption, "AES", "Camellia"));
	}

	private static void encryption(Map<String, Predicate<CipherSuite>> words, String word, String... encryptions) {
		Predicate<CipherSuite> any = with(CipherSuite::encryption, encryptions);
		words.put(word, any);
		for (int strength : new int[] { 128, 256 }) {
			words.put(word + strength, any.and((suite) -> suite.strength() == strength));
		}
	}

	private static Predicate<CipherSuite> with(Function<CipherSuite, String> property, String... values) {
		List<String> wanted = List.of(values);
		return (suite) -> wanted.contains(property.apply(suite));
	}

}
