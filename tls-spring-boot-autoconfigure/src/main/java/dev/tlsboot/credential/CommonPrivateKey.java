package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The structures that nearly all keys come in: PKCS#8 (RFC 5208), plain, of the kinds
 * that are told by the bytes they begin with, so that the JVM's own key factories do.
 * Everything else, and whatever is wrong with these, is for {@link PrivateKeyBlockReader}
 * and Bouncy Castle, which take their time to load.
 */
final class CommonPrivateKey {

	/**
	 * What is between version 0 and the key: an {@code AlgorithmIdentifier} in DER (RFC
	 * 3279, 5480 and 8410), by the name that the JVM has for it.
	 */
	private static final Map<String, String> ALGORITHMS = Map.of("300d06092a864886f70d0101010500", "RSA",
			"301306072a8648ce3d020106082a8648ce3d030107", "EC", "301006072a8648ce3d020106052b81040022", "EC",
			"301006072a8648ce3d020106052b81040023", "EC", "300506032b6570", "Ed25519");

	private static final Pattern START = Pattern.compile("30(?:[0-7].|81..|82....)020100(.*)");

	private static final int LONGEST_START = 40;

	private CommonPrivateKey() {
	}

	/**
	 * Return the key.
	 * @param content the content of a block {@code PRIVATE KEY}
	 * @return nothing if it is none of the common ones, or damaged
	 */
	static Optional<PrivateKey> decode(byte[] content) {
		Matcher start = START.matcher(HexFormat.of().formatHex(content, 0, Math.min(content.length, LONGEST_START)));
		if (!start.matches()) {
			return Optional.empty();
		}
		return ALGORITHMS.entrySet()
			.stream()
			.filter((algorithm) -> start.group(1).startsWith(algorithm.getKey()))
			.findFirst()
			.flatMap((algorithm) -> decode(algorithm.getValue(), content));
	}

	private static Optional<PrivateKey> decode(String algorithm, byte[] content) {
		try {
			return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content)));
		}
		catch (GeneralSecurityException ex) {
			return Optional.empty();
		}
	}

}
