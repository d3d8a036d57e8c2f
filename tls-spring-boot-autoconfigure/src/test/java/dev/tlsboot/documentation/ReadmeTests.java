package dev.tlsboot.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows of connections is compiled.
 */
class ReadmeTests {

	@Test
	void snippetsAreThoseThatCompile() throws Exception {
		String readme = Files.readString(Path.of("../README.md"));
		String chapter = readme.substring(readme.indexOf("### Connections over anything"),
				readme.indexOf("### Many host names"));
		List<String> compiled = Files.readString(Path.of("src/test/java/dev/tlsboot/documentation/ClientSnippets.java"))
			.lines()
			.map(String::strip)
			.toList();
		List<String> shown = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
			.matcher(chapter)
			.results()
			.map((MatchResult snippet) -> snippet.group(1))
			.flatMap(String::lines)
			.map(String::strip)
			.toList();
		assertThat(shown).isNotEmpty();
		assertThat(compiled).containsAll(shown);
	}

}
