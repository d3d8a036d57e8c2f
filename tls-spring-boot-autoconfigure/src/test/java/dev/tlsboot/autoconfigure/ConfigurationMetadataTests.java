package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import dev.tlsboot.transport.TransportKind;
import org.assertj.core.api.InstanceOfAssertFactories;
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
			"ssl-bundle", "ciphers", "port", "servername", "server.host", "servers", "clients", "max-retries",
			"crypto-provider");

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
			.contains("management.health.tls.enabled", "management.info.tls.enabled", "management.endpoint.tls.access")
			.allMatch((name) -> name.startsWith("tls.")
					|| name.matches("management\\.(health|info|endpoint)\\.tls\\..+"));
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

	/**
	 * Some types say it all, and some texts are the user's own.
	 */
	@Test
	void helpsWithTheValueOfEveryPropertyThatIsNotOpen() {
		Set<String> hints = Set.copyOf(this.metadata.<List<String>>read("$.hints[*].name"));
		Set<String> open = Set.of("passphrase", "host", "servername", "ssl-bundle", "session-id-context", "cache-name",
				"encryption-key", "npn-protocols");
		assertThat(properties()).filteredOn((property) -> {
			String type = (String) property.get("type");
			return type.equals("java.lang.String") || type.equals("java.util.List<java.lang.String>")
					|| type.startsWith("dev.tlsboot") && !type.contains("Map");
		})
			.extracting((property) -> (String) property.get("name"))
			.filteredOn((name) -> !open.contains(name.substring(name.lastIndexOf('.') + 1)))
			.allSatisfy((name) -> assertThat(hints).contains(name));
	}

	@Test
	void offersEveryConstantOfAnEnum() {
		assertThat(values("tls.transport")).isEqualTo(constants(TransportKind.values()));
		assertThat(values("tls.crypto-provider")).isEqualTo(constants(CryptoProvider.values()));
		assertThat(values("tls.server.engine")).isEqualTo(constants(EndpointProperties.Engine.values()));
		assertThat(values("tls.server.session.store")).isEqualTo(constants(TlsServerProperties.Session.Store.values()));
		assertThat(values("tls.server.sni.unknown")).isEqualTo(constants(TlsServerProperties.Sni.Unknown.values()));
		assertThat(values("tls.client.engine")).isSubsetOf(constants(EndpointProperties.Engine.values()))
			.doesNotContain("bouncycastle");
	}

	private Set<String> values(String property) {
		List<String> values = this.metadata.read("$.hints[?(@.name == '" + property + "')].values[*].value");
		return Set.copyOf(values);
	}

	private static Set<String> constants(Enum<?>... constants) {
		return Arrays.stream(constants)
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.toSet());
	}

	@Test
	void saysSinceWhenAndWhatInsteadOfWhatIsDeprecated() {
		assertThat(properties()).filteredOn((property) -> property.containsKey("deprecation"))
			.allSatisfy((property) -> assertThat(property.get("deprecation"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.as("deprecation of %s", property.get("name"))
				.containsKeys("since", "replacement"));
	}

}
