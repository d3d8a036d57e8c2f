package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of TLS servers and clients.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class TlsMetricsAutoConfiguration {

	TlsMetricsAutoConfiguration() {
	}

	@Bean
	TlsMetrics tlsMetrics() {
		return new TlsMetrics();
	}

	@Bean
	TransportMetrics tlsTransportMetrics(ConfigurableListableBeanFactory beanFactory) {
		return new TransportMetrics(beanFactory);
	}

}
