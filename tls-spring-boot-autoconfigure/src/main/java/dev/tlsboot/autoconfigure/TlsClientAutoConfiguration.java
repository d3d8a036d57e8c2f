package dev.tlsboot.autoconfigure;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the TLS client. It is made when somebody asks for it, or at
 * start-up when a property of {@code tls.client} is set, so that mistakes show early.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@EnableConfigurationProperties(TlsClientProperties.class)
public final class TlsClientAutoConfiguration {

	TlsClientAutoConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	TlsClient tlsClient(TlsClientProperties properties, TlsTransport transport, SecureContextFactory contexts,
			ObjectProvider<TlsObserver> observers) {
		return InvalidTlsPropertyException.reporting("tls.client",
				() -> TlsClient.builder(transport, contexts.client(properties))
					.host(properties.getHost())
					.port(PropertyChecks.port(properties.getPort()))
					.servername(StringUtils.hasText(properties.getServername()) ? properties.getServername() : null)
					.connectTimeout(PropertyChecks.timeout("connect-timeout", properties.getConnectTimeout()))
					.handshakeTimeout(PropertyChecks.timeout("handshake-timeout", properties.getHandshakeTimeout()))
					.observers(observers.orderedStream().toList())
					.build());
	}

	@Bean
	@Conditional(OnClientPropertyCondition.class)
	SmartInitializingSingleton tlsClientCheck(ObjectProvider<TlsClient> clients) {
		return clients::getIfUnique;
	}

}
