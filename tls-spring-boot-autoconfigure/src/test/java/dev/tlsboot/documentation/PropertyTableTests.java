package dev.tlsboot.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of properties in the README, beside the metadata that an IDE reads.
 */
class PropertyTableTests {

	private static final Pattern LITERAL = Pattern.compile("`([^`]+)`");

	private static final String OF_THE_SERVER = "as on the server";

	private final Readme readme = Readme.read();

	private final Map<String, String> metadata = metadata();

	@Test
	void hasEveryPropertyAndNoOther() {
		assertThat(defaults().keySet()).containsExactlyInAnyOrderElementsOf(this.metadata.keySet());
	}

	@Test
	void hasTheirDefaults() {
		Map<String, String> expected = new TreeMap<>(this.metadata);
		expected.values().removeIf(String::isEmpty);
		Map<String, String> shown = new TreeMap<>(defaults());
		shown.replaceAll((name, value) -> OF_THE_SERVER.equals(value)
				? this.metadata.get(name.replace("tls.client.", "tls.server.")) : value);
		shown.values().removeIf(String::isEmpty);
		assertThat(shown).isEqualTo(expected);
	}

	@Test
	void namesNoOtherPropertyAnywhere() {
		List<String> meters = this.readme.chapter("Meters").lines().flatMap((line) -> names(line).stream()).toList();
		List<String> named = this.readme.find("`(tls\\.(?:server|client)\\.[a-z.-]+[a-z])`")
			.filter((name) -> !meters.contains(name))
			.toList();
		assertThat(named).isNotEmpty().allMatch(this::isProperty);
	}

	/**
	 * Several may be meant at once, as in {@code tls.client.reconnect}.
	 */
	private boolean isProperty(String name) {
		return this.metadata.keySet().stream().anyMatch((property) -> (property + ".").startsWith(name + "."));
	}

	/**
	 * The name and the default of each, which is empty where it is none, or told in
	 * words.
	 */
	private Map<String, String> defaults() {
		Map<String, String> defaults = new HashMap<>();
		for (String line : this.readme.chapter("Properties").lines().toList()) {
			if (line.startsWith("| `")) {
				String[] cells = line.split("\\|");
				List<String> names = names(cells[1]);
				List<String> values = values(cells[2].strip(), names.size());
				for (int i = 0; i < names.size(); i++) {
					assertThat(defaults.put(names.get(i), values.get(i))).as(names.get(i)).isNull();
				}
			}
		}
		return defaults;
	}

	/**
	 * The first name is told in full, the others as they stand beside it.
	 */
	private static List<String> names(String cell) {
		List<String> names = new ArrayList<>();
		for (MatchResult result : LITERAL.matcher(cell).results().toList()) {
			String name = result.group(1).replaceFirst("(\\[]|\\.<name>\\.\\*)$", "").replaceFirst("^\\.", "");
			boolean full = names.isEmpty() || name.startsWith("tls.");
			names.add(full ? name : names.get(0).substring(0, names.get(0).lastIndexOf('.') + 1) + name);
		}
		return names;
	}

	private static List<String> values(String cell, int count) {
		List<String> parts = List.of(cell.split(", "));
		if (parts.size() != count) {
			// one for all, or a sentence
			String value = (parts.size() == 1) ? literal(cell) : "";
			return Collections.nCopies(count, value);
		}
		return parts.stream().map(PropertyTableTests::literal).toList();
	}

	private static String literal(String text) {
		MatchResult literal = LITERAL.matcher(text).results().findFirst().orElse(null);
		if (literal != null && literal.group().equals(text)) {
			return literal.group(1);
		}
		return text.equals(OF_THE_SERVER) ? text : "";
	}

	private static Map<String, String> metadata() {
		try (InputStream in = PropertyTableTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			List<Map<String, Object>> properties = JsonPath.parse(in).read("$.properties");
			return properties.stream()
				.collect(Collectors.toMap((property) -> (String) property.get("name"),
						(property) -> text(property.get("defaultValue"))));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String text(Object value) {
		if (value == null) {
			return "";
		}
		return (value instanceof List<?> list) ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
				: String.valueOf(value).replace('_', '-');
	}

}
