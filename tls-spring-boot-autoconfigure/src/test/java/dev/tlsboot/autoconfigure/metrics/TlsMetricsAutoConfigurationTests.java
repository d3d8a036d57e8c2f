package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.testing.TestTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TlsMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, TlsMetricsAutoConfiguration.class));

	@Test
	void observesWhenThereIsARegistry() {
		this.runner.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).getBean(TlsObserver.class).isInstanceOf(TlsMetrics.class));
	}

	@Test
	void observesNothingWithoutARegistry() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(TlsObserver.class));
	}

	@Test
	void observesNothingWithoutMicrometer() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TlsMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TlsObserver.class));
	}

	@Test
	void bindsTheMetersOfEventLoopsAndBuffers() {
		withTls().withPropertyValues("tls.server.port=0", "tls.server.self-signed=true").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("netty.allocator.memory.used").tag("memory.type", "direct").gauge().value())
				.isNotNegative();
			assertThat(registry.get("netty.eventexecutor.tasks.pending").gauges()).isNotEmpty()
				.allMatch((gauge) -> gauge.getId().getTag("name").startsWith("tls-"));
		});
	}

	@Test
	void startsNoEventLoopsToMeasureThem() {
		withTls().run((context) -> {
			assertThat(context.getBean(MeterRegistry.class).find("netty.eventexecutor.tasks.pending").gauge()).isNull();
			assertThat(context.getBeanFactory().containsSingleton("tlsTransport")).isFalse();
		});
	}

	private ApplicationContextRunner withTls() {
		return this.runner.withBean(SimpleMeterRegistry.class)
			.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class))
			.withBean(SecureConnectionListener.class, TestTls::echo);
	}

}
