package dev.tlsboot.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The README, in parts.
 *
 * @param text all of it
 */
record Readme(String text) {

	private static final Pattern SNIPPET = Pattern.compile("^```([a-z]+)\\n(.*?)^```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	static Readme read() {
		try {
			return new Readme(Files.readString(Path.of("..", "README.md")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the first group of every match.
	 */
	Stream<String> find(String pattern) {
		return Pattern.compile(pattern).matcher(this.text).results().map((match) -> match.group(1));
	}

	Set<String> languages() {
		return results().map((snippet) -> snippet.group(1)).collect(Collectors.toSet());
	}

	List<String> snippets(String language) {
		return results().filter((snippet) -> snippet.group(1).equals(language))
			.map((snippet) -> snippet.group(2))
			.toList();
	}

	/**
	 * Return a chapter with its sections.
	 */
	String chapter(String title) {
		int start = this.text.indexOf("\n## " + title + "\n");
		if (start < 0) {
			throw new IllegalArgumentException(title);
		}
		int end = this.text.indexOf("\n## ", start + 1);
		return this.text.substring(start, (end < 0) ? this.text.length() : end);
	}

	private Stream<MatchResult> results() {
		return SNIPPET.matcher(this.text).results();
	}

}
