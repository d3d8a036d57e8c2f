package dev.tlsboot.autoconfigure.actuate;

import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.TlsServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the info on TLS servers, which has to be asked for.
 */
@AutoConfiguration(after = TlsServerAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(TlsServer.class)
@ConditionalOnEnabledInfoContributor(value = "tls", fallback = InfoContributorFallback.DISABLE)
public final class TlsInfoContributorAutoConfiguration {

	TlsInfoContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "tlsInfoContributor")
	TlsInfoContributor tlsInfoContributor(ObjectProvider<TlsServer> servers) {
		return new TlsInfoContributor(servers);
	}

}
