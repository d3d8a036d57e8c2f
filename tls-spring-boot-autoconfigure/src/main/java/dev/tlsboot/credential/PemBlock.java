package dev.tlsboot.credential;

import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a textual file. Not left to Bouncy Castle, since its jar is signed: the
 * first class out of it makes a start a third of a second longer.
 *
 * @param label what the block says it is, as in {@code PRIVATE KEY}
 * @param headers the headers before the content (RFC 1421), by name; mostly none
 * @param content the bytes
 */
record PemBlock(String label, Map<String, String> headers, byte[] content) {

	static final String BEGIN = "-----BEGIN ";

	private static final Pattern FIRST_LINE = Pattern.compile(BEGIN + "([^-]+)-----");

	/**
	 * Read a block.
	 * @param first its first line
	 * @param rest the lines behind it, all of them without space at either end; those of
	 * the block are taken out
	 * @throws IllegalArgumentException if the block is damaged, or cut off
	 */
	static PemBlock read(String first, Iterator<String> rest) {
		Matcher begin = FIRST_LINE.matcher(first);
		if (!begin.matches()) {
			throw new IllegalArgumentException("The first line is damaged");
		}
		String last = "-----END " + begin.group(1) + "-----";
		Map<String, String> headers = new LinkedHashMap<>();
		StringBuilder encoded = new StringBuilder();
		while (rest.hasNext()) {
			String line = rest.next();
			if (line.equals(last)) {
				return new PemBlock(begin.group(1), headers, decode(encoded.toString()));
			}
			int colon = line.indexOf(':');
			if (colon > 0) {
				headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
			}
			else {
				encoded.append(line.replace(" ", "").replace("\t", ""));
			}
		}
		throw new IllegalArgumentException("There is no last line");
	}

	private static byte[] decode(String encoded) {
		// which the decoder would do without
		if (encoded.length() % 4 != 0) {
			throw new IllegalArgumentException("The padding is missing");
		}
		return Base64.getDecoder().decode(encoded);
	}

}
