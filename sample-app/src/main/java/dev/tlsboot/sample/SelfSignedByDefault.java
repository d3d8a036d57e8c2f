package dev.tlsboot.sample;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets {@code tls.server.self-signed}, unless the command line or the environment has
 * brought a certificate: both at once would be an error.
 */
class SelfSignedByDefault implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final List<String> CERTIFICATES = List.of("tls.server.key", "tls.server.cert", "tls.server.pfx",
			"tls.server.ssl-bundle");

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Binder binder = Binder.get(environment);
		if (CERTIFICATES.stream().noneMatch((name) -> binder.bind(name, Bindable.listOf(String.class)).isBound())) {
			environment.getPropertySources()
				.addLast(new MapPropertySource("selfSignedByDefault", Map.of("tls.server.self-signed", true)));
		}
	}

}
