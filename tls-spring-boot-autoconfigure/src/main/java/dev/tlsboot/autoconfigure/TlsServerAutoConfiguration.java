package dev.tlsboot.autoconfigure;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of TLS servers. There is one when {@code tls.server.port} is set,
 * and one for each name below {@code tls.servers}. They and those that the application
 * declares as beans start and stop with it.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@EnableConfigurationProperties(TlsServerProperties.class)
public final class TlsServerAutoConfiguration {

	TlsServerAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TlsServerFactory tlsServerFactory(ObjectProvider<TlsTransport> transport, SecureContextFactory contexts,
			ObjectProvider<TlsObserver> observers, ConfigurableListableBeanFactory beanFactory, TlsReloader reloader,
			TlsProperties named, Environment environment) {
		return new TlsServerFactory(transport, contexts, observers, new EndpointBeans(beanFactory), reloader, named,
				environment);
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
	TlsServerLifecycle tlsServerLifecycle(ConfigurableListableBeanFactory beanFactory, TlsServerFactory factory,
			ApplicationContext context, EventDispatcher events) {
		return new TlsServerLifecycle(beanFactory.getBeansOfType(TlsServer.class, false, true).values(), factory,
				context, events);
	}

	@Bean
	@ConditionalOnBean(value = TlsServer.class, search = SearchStrategy.CURRENT)
	TlsServerGracefulShutdown tlsServerGracefulShutdown(TlsServerLifecycle lifecycle) {
		return new TlsServerGracefulShutdown(lifecycle);
	}

}
