package dev.tlsboot.autoconfigure.actuate;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsReloader;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint {@code tls}.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(TlsActuatorEndpoint.class)
public final class TlsEndpointAutoConfiguration {

	TlsEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TlsActuatorEndpoint tlsActuatorEndpoint(ConfigurableListableBeanFactory beanFactory, TlsReloader reloader) {
		return new TlsActuatorEndpoint(beanFactory, reloader);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(TlsActuatorEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = TlsActuatorEndpoint.class, exposure = EndpointExposure.WEB)
	TlsWebEndpointExtension tlsWebEndpointExtension(TlsActuatorEndpoint endpoint) {
		return new TlsWebEndpointExtension(endpoint);
	}

}
