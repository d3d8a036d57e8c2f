package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the spans of TLS servers and clients. Without tracing, what they
 * would say is in the meters already.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, ObservationRegistry.class })
@ConditionalOnBean(value = ObservationRegistry.class, type = "io.micrometer.tracing.Tracer")
public final class TlsObservationAutoConfiguration {

	TlsObservationAutoConfiguration() {
	}

	@Bean
	TlsObservations tlsObservations(ObservationRegistry registry,
			ObjectProvider<TlsServerHandshakeObservationConvention> ofServers,
			ObjectProvider<TlsClientConnectObservationConvention> ofClients) {
		return new TlsObservations(registry, ofServers.getIfAvailable(), ofClients.getIfAvailable());
	}

}
