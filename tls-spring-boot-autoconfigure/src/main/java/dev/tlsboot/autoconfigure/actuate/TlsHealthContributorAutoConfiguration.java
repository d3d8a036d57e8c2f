package dev.tlsboot.autoconfigure.actuate;

import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.TlsServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of TLS servers.
 */
@AutoConfiguration(after = TlsServerAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({ Health.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(TlsServer.class)
@ConditionalOnEnabledHealthIndicator("tls")
public final class TlsHealthContributorAutoConfiguration {

	TlsHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "tlsHealthIndicator")
	TlsHealthIndicator tlsHealthIndicator(ObjectProvider<TlsServer> servers) {
		return new TlsHealthIndicator(servers);
	}

}
