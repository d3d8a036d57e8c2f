package dev.tlsboot.cipher;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the cipher-list language: the section CIPHER LIST FORMAT of openssl-ciphers(1).
 * For one text.
 */
final class CipherListParser {

	private static final Logger logger = LoggerFactory.getLogger(CipherList.class);

	/**
	 * What OpenSSL takes for the word DEFAULT, which means something at the beginning
	 * only.
	 */
	private static final String DEFAULT = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";

	/**
	 * The profiles of RFC 6460, longer names first. They are whole lists: nothing after
	 * them counts.
	 */
	private static final List<Map.Entry<String, String>> SUITE_B = List.of(
			Map.entry("SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"),
			Map.entry("SUITEB128C2", "ECDHE-ECDSA-AES256-GCM-SHA384"),
			Map.entry("SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"),
			Map.entry("SUITEB192", "ECDHE-ECDSA-AES256-GCM-SHA384"));

	private static final String LEVEL = "SECLEVEL=";

	private final String text;

	private final CipherSelection selection;

	private int position;

	private CipherListParser(String text, CipherSelection selection) {
		this.text = text;
		this.selection = selection;
	}

	/**
	 * Do to a selection what a text says.
	 * @throws TlsConfigurationException if the text is malformed
	 */
	static void apply(String text, CipherSelection selection) {
		String list = SUITE_B.stream()
			.filter((profile) -> text.startsWith(profile.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(text);
		new CipherListParser(list, selection).read();
	}

	private void read() {
		if (this.text.startsWith("DEFAULT")) {
			apply(DEFAULT, this.selection);
			this.position = "DEFAULT".length();
		}
		while (this.position < this.text.length()) {
			if (isSeparator(this.text.charAt(this.position))) {
				this.position++;
			}
			else {
				instruction();
			}
		}
	}

	private void instruction() {
		char prefix = this.text.charAt(this.position);
		switch (prefix) {
			case '@' -> special();
			case '!' -> prefixed(this.selection::deleteForGood);
			case '-' -> prefixed(this.selection::delete);
			case '+' -> prefixed(this.selection::moveToEnd);
			default -> select(this.selection::add);
		}
	}

	private void prefixed(Consumer<Predicate<CipherSuite>> instruction) {
		this.position++;
		select(instruction);
	}

	private void select(Consumer<Predicate<CipherSuite>> instruction) {
		Predicate<CipherSuite> selector = selector();
		if (selector != null) {
			instruction.accept(selector);
		}
	}

	private void special() {
		int start = this.position++;
		String command = word();
		if (command.equals("STRENGTH")) {
			this.selection.sortByStrength();
		}
		else if (command.length() == LEVEL.length() + 1 && command.startsWith(LEVEL)
				&& command.charAt(LEVEL.length()) >= '0' && command.charAt(LEVEL.length()) <= '5') {
			this.selection.securityLevel(command.charAt(LEVEL.length()) - '0');
		}
		else {
			throw malformed(start, "'@" + command + "' is no command",
					"Use @STRENGTH, or one of @SECLEVEL=0 to @SECLEVEL=5.");
		}
		skipToSeparator();
	}

	/**
	 * Read words with plus signs between them: what all of them stand for.
	 * @return the set, or {@code null} if a word is not known, which OpenSSL passes over
	 */
	private @Nullable Predicate<CipherSuite> selector() {
		Predicate<CipherSuite> all = null;
		String grade = null;
		while (true) {
			int start = this.position;
			String word = word();
			if (word.isEmpty()) {
				throw malformed(start, "a word is missing",
						"Write names of cipher suites or of groups, as in ECDHE+AESGCM:!aNULL.");
			}
			Predicate<CipherSuite> selector = CipherSelectors.find(word);
			if (selector == null) {
				logger.debug("The cipher list names {}, which nobody here has: it is left out", word);
				skipToSeparator();
				return null;
			}
			if (word.equals("FIPS") || word.equals("HIGH")) {
				// two values of one property in OpenSSL: together they stand for nothing
				if (grade != null && !grade.equals(word)) {
					skipToSeparator();
					return null;
				}
				grade = word;
			}
			all = (all != null) ? all.and(selector) : selector;
			if (this.position >= this.text.length() || this.text.charAt(this.position) != '+') {
				return all;
			}
			this.position++;
		}
	}

	private String word() {
		int start = this.position;
		while (this.position < this.text.length() && isWordCharacter(this.text.charAt(this.position))) {
			this.position++;
		}
		return this.text.substring(start, this.position);
	}

	private void skipToSeparator() {
		while (this.position < this.text.length() && !isSeparator(this.text.charAt(this.position))) {
			this.position++;
		}
	}

	private static boolean isSeparator(char character) {
		return character == ':' || character == ',' || character == ';' || character == ' ';
	}

	private static boolean isWordCharacter(char character) {
		return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z')
				|| (character >= '0' && character <= '9') || character == '-' || character == '.' || character == '_'
				|| character == '=';
	}

	private TlsConfigurationException malformed(int at, String problem, String remedy) {
		String found = (at < this.text.length()) ? "before \"" + this.text.substring(at) + "\"" : "at the end";
		return new TlsConfigurationException("ciphers", this.text,
				"The cipher list is malformed at character " + (at + 1) + ", " + found + ": " + problem + ".", remedy,
				null);
	}

}
