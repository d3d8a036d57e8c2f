package dev.tlsboot.autoconfigure;

import dev.tlsboot.server.TlsServer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of TLS servers. There is one when {@code tls.server.port} is set,
 * and one for each name below {@code tls.servers}. They and those that the application
 * declares as beans start and stop with it.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@EnableConfigurationProperties(TlsServerProperties.class)
public final class TlsServerAutoConfiguration {

	private final TlsProperties named;

	TlsServerAutoConfiguration(TlsProperties named) {
		this.named = named;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	TlsServerFactory tlsServerFactory(ConfigurableApplicationContext context, SecureContextFactory contexts,
			TlsReloader reloader) {
		return new TlsServerFactory(new EndpointBeans(context.getBeanFactory()), contexts, reloader, this.named,
				context.getEnvironment());
	}

	/**
	 * Closed by its lifecycle, in order with its connections and their events. Servers of
	 * the application come beside it, unless one has its name.
	 */
	@Bean(destroyMethod = "")
	@Conditional(OnServerPortCondition.class)
	@ConditionalOnBooleanProperty(name = "tls.server.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(name = "tlsServer")
	TlsServer tlsServer(TlsServerFactory servers, TlsServerProperties properties) {
		return servers.create(ServerDefinition.DEFAULT, "tls.server", properties);
	}

	@Bean
	@ConditionalOnBean(value = TlsServer.class, search = SearchStrategy.CURRENT)
	TlsServerLifecycle tlsServerLifecycle(ConfigurableApplicationContext context, TlsServerFactory factory,
			EventDispatcher events) {
		return new TlsServerLifecycle(context.getBeanFactory().getBeansOfType(TlsServer.class, false, true).values(),
				factory, context, events);
	}

	@Bean
	@ConditionalOnBean(value = TlsServer.class, search = SearchStrategy.CURRENT)
	TlsServerGracefulShutdown tlsServerGracefulShutdown(TlsServerLifecycle lifecycle) {
		return new TlsServerGracefulShutdown(lifecycle);
	}

}
