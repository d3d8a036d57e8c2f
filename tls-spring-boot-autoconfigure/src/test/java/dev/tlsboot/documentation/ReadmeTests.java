package dev.tlsboot.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.tlsboot.autoconfigure.event.TlsEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows is compiled, and what it names is there.
 */
class ReadmeTests {

	private static final Path SNIPPETS = Path.of("src/test/java/dev/tlsboot/documentation");

	private static final Readme README = Readme.read();

	/**
	 * The sources beside this one, without the indentation.
	 */
	private static List<String> compiled() throws IOException {
		try (Stream<Path> sources = Files.list(SNIPPETS)) {
			return sources.map(ReadmeTests::read).map(ReadmeTests::withoutIndentation).toList();
		}
	}

	private static String read(Path source) {
		try {
			return Files.readString(source);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String withoutIndentation(String code) {
		return code.lines().map(String::strip).collect(Collectors.joining("\n"));
	}

	static List<String> javaSnippets() {
		return README.snippets("java");
	}

	@ParameterizedTest
	@MethodSource("javaSnippets")
	void showsCodeThatCompiles(String snippet) throws IOException {
		String code = withoutIndentation(snippet);
		assertThat(compiled()).anyMatch((source) -> source.contains(code));
	}

	@Test
	void hasItsSnippetsInLanguagesThatAreTested() {
		assertThat(README.languages()).containsOnly("java", "yaml", "sh", "xml", "kotlin");
	}

	@Test
	void linksToChaptersThatThereAre() {
		List<String> chapters = README.find("(?m)^#+ (.*)$")
			.map((title) -> title.toLowerCase().replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
		List<String> links = README.find("\\]\\(#([^)]+)\\)").toList();
		assertThat(chapters).doesNotHaveDuplicates().containsAll(links);
		assertThat(links).isNotEmpty();
	}

	@Test
	void listsEveryEventAndNoOther() throws IOException {
		try (Stream<Path> sources = Files
			.list(Path.of("src/main/java", TlsEvent.class.getPackageName().replace('.', '/')))) {
			List<String> events = sources.map((source) -> source.getFileName().toString().replace(".java", ""))
				.filter((name) -> name.endsWith("Event") && !name.equals("TlsEvent"))
				.toList();
			String chapter = README.chapter("Events");
			assertThat(events).allMatch((event) -> chapter.contains("`" + event + "`"));
			assertThat(events).containsAll(README.find("`([A-Za-z]+Event)`").toList());
		}
	}

}
