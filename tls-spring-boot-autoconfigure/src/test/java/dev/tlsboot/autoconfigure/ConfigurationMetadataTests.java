package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE reads to complete properties.
 */
class ConfigurationMetadataTests {

	/**
	 * Properties that are simply not there unless they are set.
	 */
	private static final Set<String> WITHOUT_DEFAULT = Set.of("alpn-protocols", "npn-protocols", "groups", "contexts",
			"session-id-context", "ticket-keys", "encryption-key", "key", "cert", "passphrase", "pfx", "ca", "crl",
			"ssl-bundle", "ciphers", "port", "servername", "server.host", "servers", "clients", "max-retries");

	private final DocumentContext metadata = read();

	private static DocumentContext read() {
		try (InputStream in = ConfigurationMetadataTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonPath.parse(in);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<Map<String, Object>> properties() {
		return this.metadata.read("$.properties");
	}

	@Test
	void hasEachPropertyOnce() {
		List<String> names = this.metadata.read("$.properties[*].name");
		assertThat(names).doesNotHaveDuplicates()
			.contains("tls.server.port", "tls.server.enabled", "tls.server.key", "tls.server.session.timeout",
					"tls.client.servername", "tls.client.connect-timeout", "tls.slab-buffer-size",
					"tls.event-loop-threads", "tls.transport")
			.contains("management.health.tls.enabled", "management.endpoint.tls.access")
			.allMatch((name) -> name.startsWith("tls.") || name.matches("management\\.(health|endpoint)\\.tls\\..+"));
	}

	@Test
	void describesEveryProperty() {
		assertThat(properties()).allSatisfy((property) -> assertThat((String) property.get("description"))
			.as("description of %s", property.get("name"))
			.isNotBlank()
			.endsWith(".")
			.doesNotStartWith("The ")
			.doesNotStartWith("A ")
			.doesNotContain("{@"));
	}

	@Test
	void startsDescriptionsByTheirType() {
		assertThat(properties()).allSatisfy((property) -> {
			String start = switch ((String) property.get("type")) {
				case "java.lang.Boolean" -> "Whether ";
				case "java.util.List<java.lang.String>" -> "Comma-separated list ";
				default -> "";
			};
			assertThat((String) property.get("description")).as("description of %s", property.get("name"))
				.startsWith(start);
		});
	}

	@Test
	void knowsTheDefaultOfEveryPropertyThatHasOne() {
		assertThat(properties()).allSatisfy((property) -> {
			String name = (String) property.get("name");
			boolean without = WITHOUT_DEFAULT.stream().anyMatch((suffix) -> name.endsWith("." + suffix));
			assertThat(property.containsKey("defaultValue")).as("default of %s", name).isEqualTo(!without);
		});
	}

	@Test
	void hintsAtPropertiesThatExist() {
		List<String> names = this.metadata.read("$.properties[*].name");
		List<String> hints = this.metadata.read("$.hints[*].name");
		assertThat(names).containsAll(hints);
	}

	@Test
	void completesResourcesAsFiles() {
		List<String> resources = this.metadata.read("$.hints[?(@.providers[0].name == 'handle-as')].name");
		Set<String> expected = properties().stream()
			.map((property) -> (String) property.get("name"))
			.filter((name) -> name.matches("tls\\.(server|client)\\.(key|cert|pfx|ca|crl|session\\.ticket-keys)"))
			.collect(Collectors.toSet());
		assertThat(resources).containsExactlyInAnyOrderElementsOf(expected).hasSize(11);
	}

}
