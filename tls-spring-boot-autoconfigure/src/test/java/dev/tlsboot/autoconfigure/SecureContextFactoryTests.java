package dev.tlsboot.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import dev.tlsboot.autoconfigure.session.SessionStores;
import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.cache.CacheManager;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Contradictions, which are found before any file is read.
 */
class SecureContextFactoryTests {

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final SecureContextFactory factory = new SecureContextFactory(new DefaultResourceLoader(), this.bundles,
			new ServerSessions(new EndpointBeans(this.beans),
					new SessionStores(this.beans.getBeanProvider(CacheManager.class), false), "app"),
			"app");

	private final TlsServerProperties properties = new TlsServerProperties();

	private final ServerDefinition server = new ServerDefinition("default", "tls.server", this.properties);

	static Stream<Arguments> exclusions() {
		return Stream.of(arguments(List.of("pfx", "key"), "pfx", "'key'"),
				arguments(List.of("pfx", "cert"), "pfx", "'cert'"),
				arguments(List.of("self-signed", "key", "cert"), "self-signed", "'key'"),
				arguments(List.of("self-signed", "pfx"), "self-signed", "'pfx'"),
				arguments(List.of("ssl-bundle", "key", "cert"), "ssl-bundle", "'key'"),
				arguments(List.of("ssl-bundle", "pfx"), "ssl-bundle", "'pfx'"),
				arguments(List.of("ssl-bundle", "ca"), "ssl-bundle", "'ca'"),
				arguments(List.of("self-signed", "ssl-bundle"), "self-signed", "'ssl-bundle'"),
				arguments(List.of("key"), "key", "without its certificate"),
				arguments(List.of("cert"), "cert", "without its private key"),
				arguments(List.of("passphrase"), "passphrase", "neither key nor pfx"),
				arguments(List.of("passphrase", "ssl-bundle"), "passphrase", "neither key nor pfx"));
	}

	@ParameterizedTest
	@MethodSource("exclusions")
	void refusesOptionsThatContradictEachOther(List<String> options, String option, String message) {
		options.forEach(this::set);
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo(option))
			.satisfies((ex) -> assertThat(ex.remedy()).isNotBlank());
	}

	private void set(String option) {
		switch (option) {
			case "key" -> this.properties.setKey(List.of("key.pem"));
			case "cert" -> this.properties.setCert(List.of("cert.pem"));
			case "pfx" -> this.properties.setPfx("identity.p12");
			case "ca" -> this.properties.setCa(List.of("ca.pem"));
			case "ssl-bundle" -> this.properties.setSslBundle("web");
			case "self-signed" -> this.properties.setSelfSigned(true);
			case "passphrase" -> this.properties.setPassphrase("secret");
			default -> throw new IllegalArgumentException(option);
		}
	}

	@Test
	void takesEmptyValuesAsNotSet() {
		this.properties.setKey(List.of(""));
		this.properties.setPfx("");
		this.properties.setSslBundle("");
		this.properties.setPassphrase("");
		assertThat(this.factory.server(this.server, null, this.factory.material(this.server)).certificates()).isEmpty();
	}

	@Test
	void namesTheBundlesThereAreWhenOneIsNot() {
		this.bundles.registerBundle("mail", SslBundle.of(SslStoreBundle.NONE));
		this.properties.setSslBundle("web");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("ssl-bundle"))
			.satisfies((ex) -> assertThat(ex.location()).isEqualTo("web"))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("spring.ssl.bundle.pem.web").contains("mail"));
	}

	@Test
	void refusesABundleThatIsBoundToAProtocol() {
		this.bundles.registerBundle("web",
				SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.NONE, "TLSv1.2"));
		this.properties.setSslBundle("web");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.withMessageContaining("TLSv1.2");
	}

	@Test
	void refusesProtocolsThatDifferFromThoseOfTheBundle() {
		bundleWith(SslOptions.of(null, new String[] { "TLSv1.3" }));
		this.properties.setProtocols(List.of("TLSv1.3", "TLSv1.2"));
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("protocols"))
			.withMessageContaining("options.enabled-protocols");
	}

	@Test
	void takesProtocolsThatEqualThoseOfTheBundle() {
		bundleWith(SslOptions.of(null, new String[] { "TLSv1.2", "TLSv1.3" }));
		this.properties.setProtocols(List.of("TLSv1.3", "TLSv1.2"));
		assertThat(this.factory.server(this.server, null, this.factory.material(this.server))).isNotNull();
	}

	@Test
	void refusesCiphersThatDifferFromThoseOfTheBundle() {
		bundleWith(SslOptions.of(new String[] { "TLS_AES_128_GCM_SHA256" }, null));
		this.properties.setCiphers("TLS_AES_256_GCM_SHA384");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("ciphers"))
			.withMessageContaining("options.ciphers");
	}

	@Test
	void takesCiphersThatEqualThoseOfTheBundle() {
		bundleWith(SslOptions.of(new String[] { "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256" }, null));
		this.properties.setCiphers("TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
		assertThat(this.factory.server(this.server, null, this.factory.material(this.server))).isNotNull();
	}

	@Test
	void refusesCiphersOfTheBundleThatNobodyKnows() {
		bundleWith(SslOptions.of(new String[] { "ROT13" }, null));
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.factory.server(this.server, null, this.factory.material(this.server)))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("ssl-bundle"))
			.withMessageContaining("ROT13");
	}

	private void bundleWith(SslOptions options) {
		this.bundles.registerBundle("web", SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, options));
		this.properties.setSslBundle("web");
	}

}
