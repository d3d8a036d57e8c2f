package dev.tlsboot.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.autoconfigure.event.RenegotiationEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.testing.PeerProcess;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The renegotiation limit from YAML to events and meters, with {@code openssl s_client}
 * as the attacker.
 */
class RenegotiationLimitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				TlsMetricsAutoConfiguration.class))
		.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true")
		.withBean(SecureConnectionListener.class, () -> (stream) -> {
			stream.write("welcome!\n");
			stream.pipe(stream);
		})
		.withBean(Recorder.class);

	@BeforeAll
	static void needsOpenSsl() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@Test
	void isSetByProperty() {
		attack("-tls1_2", "R\n", "tls.server.reneg-limit=1", RenegotiationKind.RENEGOTIATION);
	}

	@Test
	void isSetByPropertyForKeyUpdates() {
		attack("-tls1_3", "K\n", "tls.server.key-update-limit=1", RenegotiationKind.KEY_UPDATE);
	}

	private void attack(String version, String key, String property, RenegotiationKind kind) {
		this.runner.withPropertyValues(property).run((context) -> {
			List<RenegotiationEvent> events = context.getBean(Recorder.class).events;
			String port = context.getEnvironment().getRequiredProperty("local.tls.server.port");
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", version, "-connect",
					"localhost:" + port)) {
				client.awaitOutput("welcome!").send(key);
				Awaitility.await().untilAsserted(() -> assertThat(events).hasSize(1));
				client.send("still here\n").awaitOutput("still here").send(key);
				client.awaitExit();
			}
			Awaitility.await().untilAsserted(() -> assertThat(events).hasSize(2));
			assertThat(events).extracting(RenegotiationEvent::getKind).containsOnly(kind);
			assertThat(events).extracting(RenegotiationEvent::isRefused).containsExactly(false, true);
			assertThat(events).extracting(RenegotiationEvent::getCount).containsExactly(1, 2);
			assertThat(events).extracting(RenegotiationEvent::getLimit).containsOnly(1);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(counter(registry, kind, "allowed").count()).isEqualTo(1);
			assertThat(counter(registry, kind, "refused").count()).isEqualTo(1);
		});
	}

	private static Counter counter(MeterRegistry registry, RenegotiationKind kind, String outcome) {
		return registry.get("tls.server.renegotiations")
			.tags("server", "default", "kind", kind.tag(), "outcome", outcome)
			.counter();
	}

	static class Recorder {

		private final List<RenegotiationEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(RenegotiationEvent event) {
			this.events.add(event);
		}

	}

}
