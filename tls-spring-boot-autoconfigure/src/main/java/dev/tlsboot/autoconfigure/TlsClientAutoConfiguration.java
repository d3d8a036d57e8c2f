package dev.tlsboot.autoconfigure;

import dev.tlsboot.client.TlsClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of TLS clients. There is one for each name below
 * {@code tls.clients}, and one without a name when a property of {@code tls.client} is
 * set or when there is no other. It is made when somebody asks for it, or at start-up
 * when a property is set, so that mistakes show early.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@EnableConfigurationProperties(TlsClientProperties.class)
public final class TlsClientAutoConfiguration {

	private static final String BEAN_NAME = "tlsClient";

	private final TlsProperties named;

	TlsClientAutoConfiguration(TlsProperties named) {
		this.named = named;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	TlsClientFactory tlsClientFactory(ConfigurableListableBeanFactory beanFactory, SecureContextFactory contexts,
			TlsReloader reloader, EventObserver events) {
		return new TlsClientFactory(new EndpointBeans(beanFactory), contexts, reloader, this.named, events);
	}

	@Bean(BEAN_NAME)
	@Lazy
	@Conditional(DefaultClientCondition.class)
	@ConditionalOnMissingBean(name = BEAN_NAME)
	TlsClient tlsClient(TlsClientFactory clients, TlsClientProperties properties) {
		return clients.create(ServerDefinition.DEFAULT, "tls.client", properties);
	}

	@Bean
	@ConditionalOnBooleanProperty("tls.client.reconnect.enabled")
	ReconnectingTlsClient tlsClientConnection(TlsClientFactory clients, @Qualifier(BEAN_NAME) TlsClient client,
			TlsClientProperties properties) {
		return clients.reconnecting(client, "tls.client", properties);
	}

	@Bean
	@Conditional(OnClientPropertyCondition.class)
	SmartInitializingSingleton tlsClientCheck(BeanFactory beanFactory) {
		return () -> beanFactory.getBean(BEAN_NAME);
	}

	/**
	 * Without properties it is there for those who ask for the client, and have no other.
	 */
	static class DefaultClientCondition extends AnyNestedCondition {

		DefaultClientCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(OnClientPropertyCondition.class)
		static class Configured {

		}

		@ConditionalOnMissingBean(TlsClient.class)
		static class WithoutOthers {

		}

	}

}
