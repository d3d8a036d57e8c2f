package dev.tlsboot.benchmark;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.LongAdder;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.session.SealingKey;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.testing.MapSessionStore;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * The starter, with meters, and where that is wanted with a listener for every event.
 */
final class StarterServer {

	private final ConfigurableApplicationContext context;

	StarterServer(String engine, Keys keys, boolean store, boolean events) {
		this.context = new SpringApplicationBuilder(Application.class)
			.sources(events ? new Class<?>[] { Listener.class } : new Class<?>[0])
			.web(WebApplicationType.NONE)
			.properties("tls.server.port=0", "tls.server.host=127.0.0.1", "tls.event-loop-threads=1",
					"tls.server.engine=" + engine, "tls.server.key=" + keys.keyPem(),
					"tls.server.cert=" + keys.certificatePem(), "spring.main.banner-mode=off")
			.properties(store ? new String[] { "tls.server.session.store=bean",
					"tls.server.session.encryption-key=" + sealingKey() } : new String[0])
			.run();
	}

	private static String sealingKey() {
		byte[] key = new byte[SealingKey.LENGTH];
		new SecureRandom().nextBytes(key);
		return Base64.getEncoder().encodeToString(key);
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
	}

	void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, TlsAutoConfiguration.class,
			TlsServerAutoConfiguration.class, MetricsAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			TlsMetricsAutoConfiguration.class })
	static class Application {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

		@Bean
		TlsSessionStore store() {
			return new MapSessionStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final LongAdder events = new LongAdder();

		@EventListener
		void on(TlsEvent event) {
			this.events.increment();
		}

	}

}
