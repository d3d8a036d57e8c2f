package dev.tlsboot.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsClientAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.autoconfigure.actuate.TlsEndpointAutoConfiguration;
import dev.tlsboot.autoconfigure.actuate.TlsHealthContributorAutoConfiguration;
import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each YAML of the README, with files that are there: the application starts, and the
 * servers listen.
 */
class YamlTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class, EndpointAutoConfiguration.class,
				TlsEndpointAutoConfiguration.class, TlsHealthContributorAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, TestTls::echo)
		.withBean(SecureConnectListener.class, () -> (stream) -> stream.resume())
		.withBean(CacheManager.class, ConcurrentMapCacheManager::new);

	static List<String> yamls() {
		return Readme.read().snippets("yaml");
	}

	@ParameterizedTest
	@MethodSource("yamls")
	void starts(String yaml) throws IOException {
		Map<String, String> properties = properties(yaml);
		boolean secures = properties.keySet().stream().anyMatch((name) -> name.startsWith("tls."));
		assertThat(secures || yaml.startsWith("management:")).as(yaml).isTrue();
		long servers = properties.keySet().stream().filter((name) -> name.matches("tls\\.servers?\\..*port")).count();
		long clients = properties.keySet().stream().filter((name) -> name.matches("tls\\.clients\\..*port")).count();
		this.runner.withPropertyValues(pairs(properties))
			.withPropertyValues(pairs(bundle("main")))
			.withPropertyValues(pairs(bundle("devices")))
			.withPropertyValues("SESSION_KEY=" + Base64.getEncoder().encodeToString(new byte[32]))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(TlsServer.class).values()).hasSize((int) servers)
					.allMatch(TlsServer::isListening);
				// the one without a name is there for who has no other
				assertThat(context.getBeansOfType(TlsClient.class)).hasSize((int) Math.max(1, clients));
			});
	}

	private Map<String, String> properties(String yaml) throws IOException {
		Map<String, String> properties = new TreeMap<>();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("README",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				properties.put(name, value(name, String.valueOf(source.getProperty(name))));
			}
		}
		if (properties.keySet().stream().anyMatch((name) -> name.startsWith("tls.server."))) {
			// the sample has one of its own
			properties.putIfAbsent("tls.server.port", "0");
		}
		return properties;
	}

	/**
	 * A free port in place of a known one, and what its property wants in place of a
	 * file.
	 */
	private String value(String name, String value) throws IOException {
		if (name.matches("tls\\.servers?\\..*port")) {
			return "0";
		}
		if (!value.startsWith("file:")) {
			return value;
		}
		return switch (name.substring(name.lastIndexOf('.') + 1)) {
			case "key" -> "file:" + TestPki.writeKey(this.folder, TestPki.get().ecServer());
			case "cert" -> "file:" + TestPki.writeChain(this.folder, TestPki.get().ecServer());
			case "ca" -> "file:" + TestPki.get().writeAuthority(this.folder);
			case "ticket-keys" -> ticketKey("new.key") + "," + ticketKey("old.key");
			default -> throw new IllegalArgumentException(name);
		};
	}

	private String ticketKey(String name) throws IOException {
		byte[] key = new byte[80];
		key[0] = (byte) name.charAt(0);
		return "file:" + Files.write(this.folder.resolve(name), key);
	}

	private static Map<String, String> bundle(String name) {
		String prefix = "spring.ssl.bundle.pem." + name + ".keystore.";
		return Map.of(prefix + "certificate", TestPki.get().ecServer().getCertificatePathPEM(), prefix + "private-key",
				TestPki.get().ecServer().getPrivateKeyPEM());
	}

	private static String[] pairs(Map<String, String> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> property.getKey() + "=" + property.getValue())
			.toArray(String[]::new);
	}

}
