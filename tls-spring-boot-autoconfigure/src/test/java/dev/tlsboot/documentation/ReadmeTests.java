package dev.tlsboot.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.stream.CleartextStream;
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

	/**
	 * The right-hand column of the way from Node.js.
	 */
	@Test
	void namesMethodsThatThereAre() {
		Set<String> methods = Stream
			.of(TlsServer.class, TlsServer.Builder.class, TlsClient.class, SecureContext.class, SecurePair.class,
					CleartextStream.class, TlsSessionStore.class)
			.flatMap((type) -> Stream.of(type.getMethods()))
			.map(Method::getName)
			.collect(Collectors.toSet());
		List<String> named = README.chapter("From Node.js")
			.lines()
			.filter((line) -> line.startsWith("| ") && line.split("\\|").length == 3)
			.map((line) -> line.split("\\|")[2])
			.flatMap(
					(cell) -> Pattern.compile("`(?:[A-Z]\\w+\\.)?([a-z]\\w+)(?:\\([^`]*\\))?`").matcher(cell).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(named).hasSizeGreaterThan(25).isSubsetOf(methods);
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
