package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.TlsServerProperties.Sni.Unknown;
import dev.tlsboot.autoconfigure.TlsServerProperties.SniContext;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.SniContextResolver;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the TLS server. There is one when {@code tls.server.port} is set.
 */
@AutoConfiguration(after = TlsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "tls.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TlsServerProperties.class)
public final class TlsServerAutoConfiguration {

	TlsServerAutoConfiguration() {
	}

	/**
	 * Closed by its lifecycle, in order with its connections and their events.
	 */
	@Bean(destroyMethod = "")
	@Conditional(OnServerPortCondition.class)
	@ConditionalOnMissingBean
	TlsServer tlsServer(TlsServerProperties properties, TlsTransport transport, SecureContextFactory contexts,
			ObjectProvider<TlsObserver> observers, ObjectProvider<SecureConnectionListener> listeners,
			ObjectProvider<BlockingConnectionHandler> handlers, ObjectProvider<SniContextResolver> sniResolver,
			Environment environment) {
		SecureConnectionListener listener = listener(listeners, handlers, environment);
		TlsServer server = InvalidTlsPropertyException.reporting("tls.server",
				() -> TlsServer.builder(transport, contexts.server(properties))
					.host(StringUtils.hasText(properties.getHost()) ? properties.getHost() : null)
					.port(PropertyChecks.port(properties.getPort()))
					.handshakeTimeout(PropertyChecks.timeout("handshake-timeout", properties.getHandshakeTimeout()))
					.idleTimeout(PropertyChecks.timeout("idle-timeout", properties.getIdleTimeout()))
					.maxConnections(properties.getMaxConnections())
					.maxPendingHandshakes(properties.getMaxPendingHandshakes())
					.renegotiation(renegotiation(properties))
					.sniResolver(sniResolver.getIfAvailable())
					.rejectUnknownNames(properties.getSni().getUnknown() == Unknown.REJECT)
					.listener(listener)
					.observers(observers.orderedStream().toList())
					.build());
		addContexts(server, contexts, properties);
		return server;
	}

	private static void addContexts(TlsServer server, SecureContextFactory contexts, TlsServerProperties properties) {
		List<SniContext> sniContexts = properties.getSni().getContexts();
		if (sniContexts.isEmpty()) {
			return;
		}
		Function<SniContext, SecureContext> factory = contexts.sni(properties);
		for (int i = 0; i < sniContexts.size(); i++) {
			SniContext sniContext = sniContexts.get(i);
			InvalidTlsPropertyException.reporting("tls.server.sni.contexts[" + i + "]",
					() -> addContext(server, factory.apply(sniContext), sniContext.getServerName()));
		}
	}

	private static TlsServer addContext(TlsServer server, SecureContext context, List<String> serverNames) {
		for (String serverName : serverNames) {
			if (server.addContext(serverName, context) != null) {
				throw new TlsConfigurationException("server-name", serverName, "The name has a context already.",
						"Name each host once.", null);
			}
		}
		return server;
	}

	private static RenegotiationPolicy renegotiation(TlsServerProperties properties) {
		RenegotiationPolicy standard = RenegotiationPolicy.DEFAULT;
		return new RenegotiationPolicy(
				Objects.requireNonNullElse(properties.getRenegLimit(), standard.renegotiationLimit()),
				Objects.requireNonNullElse(properties.getKeyUpdateLimit(), standard.keyUpdateLimit()),
				Objects.requireNonNullElse(properties.getRenegWindow(), standard.window()));
	}

	@Bean
	@ConditionalOnSingleCandidate(TlsServer.class)
	TlsServerLifecycle tlsServerLifecycle(TlsServer server, TlsServerProperties properties, ApplicationContext context,
			EventDispatcher events) {
		return new TlsServerLifecycle(server, new ListenFailures(properties), context, events);
	}

	@Bean
	@ConditionalOnSingleCandidate(TlsServer.class)
	TlsServerGracefulShutdown tlsServerGracefulShutdown(TlsServerLifecycle lifecycle) {
		return new TlsServerGracefulShutdown(lifecycle);
	}

	private static SecureConnectionListener listener(ObjectProvider<SecureConnectionListener> listeners,
			ObjectProvider<BlockingConnectionHandler> handlers, Environment environment) {
		List<SecureConnectionListener> found = new ArrayList<>(candidates(listeners));
		candidates(handlers).forEach((handler) -> found.add(onThreads(handler, environment)));
		if (found.size() == 1) {
			return found.get(0);
		}
		if (found.isEmpty()) {
			throw new FailureAnalyzedException(
					"The property 'tls.server.port' is set, but no bean takes the connections of the server.",
					"Declare a bean of type SecureConnectionListener or BlockingConnectionHandler, "
							+ "or set 'tls.server.enabled' to false.");
		}
		throw new FailureAnalyzedException(
				found.size() + " beans of type SecureConnectionListener or BlockingConnectionHandler "
						+ "compete for the connections of the TLS server.",
				"Keep one of them, or mark one as @Primary if all are of the same type.");
	}

	private static <T> List<T> candidates(ObjectProvider<T> provider) {
		T unique = provider.getIfUnique();
		return (unique != null) ? List.of(unique) : provider.stream().toList();
	}

	/**
	 * No executor of the application's own: one with a limit would make event loops wait.
	 */
	private static SecureConnectionListener onThreads(BlockingConnectionHandler handler, Environment environment) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("tls-connection-");
		executor.setVirtualThreads(Threading.VIRTUAL.isActive(environment));
		executor.setDaemon(true);
		return BlockingConnectionHandler.onThreadsOf(handler, executor);
	}

}
