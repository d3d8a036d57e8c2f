package dev.tlsboot.cipher;

import java.util.HashMap;
import java.util.Map;
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
			words.put(mac, (suite) -> suite.mac().equals(mac));
		}
		words.put("SHA", words.get("SHA1"));
		words.put("TLSv1.2", (suite) -> suite.protocol().equals("TLSv1.2"));
		words.put("TLSv1.0", (suite) -> suite.protocol().equals("TLSv1.0"));
		words.put("TLSv1", words.get("TLSv1.0"));
		words.put("SSLv3", (suite) -> suite.protocol().equals("SSLv3"));
		// the words are about TLS 1.2 and older
		words.replaceAll((word, selector) -> selector.and((suite) -> !isTls13(suite)));
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
		words.put("ALL", CipherSelectors::encrypts);
		words.put("COMPLEMENTOFALL", (suite) -> !encrypts(suite));
		words.put("COMPLEMENTOFDEFAULT", (suite) -> encrypts(suite) && !isDefault(suite));
		// what is less than high has left the table together with DES and RC4
		words.put("HIGH", CipherSelectors::encrypts);
		words.put("FIPS", (suite) -> is(suite.encryption(), "AES", "AESGCM") && !suite.keyExchange().equals("SRP"));
	}

	private static boolean encrypts(CipherSuite suite) {
		return suite.strength() > 0;
	}

	private static boolean isDefault(CipherSuite suite) {
		return !is(suite.authentication(), "None", "DSS")
				&& !is(suite.encryption(), "AESCCM", "AESCCM8", "ARIAGCM", "Camellia");
	}

	private static void keyExchanges(Map<String, Predicate<CipherSuite>> words) {
		keyExchange(words, "RSA", "kRSA");
		keyExchange(words, "DH", "kDHE", "kEDH", "DH");
		keyExchange(words, "ECDH", "kECDHE", "kEECDH", "ECDH");
		keyExchange(words, "PSK", "kPSK");
		keyExchange(words, "RSAPSK", "kRSAPSK");
		keyExchange(words, "DHEPSK", "kDHEPSK");
		keyExchange(words, "ECDHEPSK", "kECDHEPSK");
		keyExchange(words, "SRP", "kSRP", "SRP");
		words.put("PSK", (suite) -> suite.keyExchange().endsWith("PSK"));
		words.put("RSA", words.get("kRSA"));
		Predicate<CipherSuite> anonymous = (suite) -> suite.authentication().equals("None");
		Predicate<CipherSuite> dhe = (suite) -> suite.keyExchange().equals("DH");
		words.put("ADH", dhe.and(anonymous));
		words.put("DHE", dhe.and(anonymous.negate()));
		words.put("EDH", words.get("DHE"));
		Predicate<CipherSuite> ecdhe = (suite) -> suite.keyExchange().equals("ECDH");
		words.put("AECDH", ecdhe.and(anonymous));
		words.put("ECDHE", ecdhe.and(anonymous.negate()));
		words.put("EECDH", words.get("ECDHE"));
	}

	private static void keyExchange(Map<String, Predicate<CipherSuite>> words, String keyExchange, String... names) {
		for (String name : names) {
			words.put(name, (suite) -> suite.keyExchange().equals(keyExchange));
		}
	}

	private static void authentications(Map<String, Predicate<CipherSuite>> words) {
		words.put("aRSA", (suite) -> suite.authentication().equals("RSA"));
		words.put("aDSS", (suite) -> suite.authentication().equals("DSS"));
		words.put("DSS", words.get("aDSS"));
		words.put("aECDSA", (suite) -> suite.authentication().equals("ECDSA"));
		words.put("ECDSA", words.get("aECDSA"));
		words.put("aPSK", (suite) -> suite.authentication().equals("PSK"));
		words.put("aSRP", (suite) -> suite.authentication().equals("SRP"));
		words.put("aNULL", (suite) -> suite.authentication().equals("None"));
	}

	private static void encryptions(Map<String, Predicate<CipherSuite>> words) {
		words.put("eNULL", (suite) -> !encrypts(suite));
		words.put("NULL", words.get("eNULL"));
		encryption(words, "AES", "AES", "AESGCM", "AESCCM", "AESCCM8");
		encryption(words, "CAMELLIA", "Camellia");
		encryption(words, "ARIA", "ARIAGCM");
		words.put("ARIAGCM", words.get("ARIA"));
		words.put("AESGCM", (suite) -> suite.encryption().equals("AESGCM"));
		words.put("AESCCM", (suite) -> is(suite.encryption(), "AESCCM", "AESCCM8"));
		words.put("AESCCM8", (suite) -> suite.encryption().equals("AESCCM8"));
		words.put("CHACHA20", (suite) -> suite.encryption().equals("CHACHA20"));
		words.put("CBC", (suite) -> is(suite.encryption(), "AES", "Camellia"));
	}

	private static void encryption(Map<String, Predicate<CipherSuite>> words, String word, String... encryptions) {
		Predicate<CipherSuite> any = (suite) -> is(suite.encryption(), encryptions);
		words.put(word, any);
		words.put(word + "128", any.and((suite) -> suite.strength() == 128));
		words.put(word + "256", any.and((suite) -> suite.strength() == 256));
	}

	private static boolean is(String value, String... candidates) {
		for (String candidate : candidates) {
			if (candidate.equals(value)) {
				return true;
			}
		}
		return false;
	}

}
