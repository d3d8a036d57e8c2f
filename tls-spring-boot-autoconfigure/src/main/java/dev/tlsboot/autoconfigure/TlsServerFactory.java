package dev.tlsboot.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

import dev.tlsboot.autoconfigure.TlsServerProperties.Sni.Unknown;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.SniContextResolver;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.TlsPipelineCustomizer;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.StringUtils;

/**
 * Makes servers of properties, as the auto-configuration does: for applications that nest
 * {@link TlsServerProperties} in properties of their own. A server that is declared as a
 * bean starts and stops with the application; another one is the application's to start
 * and to close.
 * <p>
 * A bean whose {@code @Qualifier} is the name of the server takes part in that server
 * only; one without a qualifier takes part in each server that has none of its own.
 */
public final class TlsServerFactory {

	private final EndpointBeans beans;

	private final SecureContextFactory contexts;

	private final TlsReloader reloader;

	private final TlsProperties named;

	private final Environment environment;

	private final Map<TlsServer, ServerDefinition> definitions = Collections.synchronizedMap(new WeakHashMap<>());

	TlsServerFactory(EndpointBeans beans, SecureContextFactory contexts, TlsReloader reloader, TlsProperties named,
			Environment environment) {
		this.beans = beans;
		this.contexts = contexts;
		this.reloader = reloader;
		this.named = named;
		this.environment = environment;
	}

	/**
	 * Make a server whose connections go to the {@link SecureConnectionListener} or
	 * {@link BlockingConnectionHandler} bean that is meant for it.
	 * @param name the name that meters, events and qualifiers know the server by, and its
	 * port, as {@code local.tls.<name>.port}
	 * @param prefix the prefix of the properties, as in {@code gateway.tls}, for reports
	 * @param properties the properties; not changed later on
	 * @return the server, which does not listen yet
	 * @throws FailureAnalyzedException if a property cannot work or contradicts another,
	 * or if no bean, or more than one, takes the connections
	 */
	public TlsServer create(String name, String prefix, TlsServerProperties properties) {
		ServerDefinition server = new ServerDefinition(name, prefix, properties);
		return create(server, listener(server));
	}

	/**
	 * Make a server.
	 * @param name the name that meters, events and qualifiers know the server by, and its
	 * port, as {@code local.tls.<name>.port}
	 * @param prefix the prefix of the properties, as in {@code gateway.tls}, for reports
	 * @param properties the properties; not changed later on
	 * @param listener gets the connections
	 * @return the server, which does not listen yet
	 * @throws FailureAnalyzedException if a property cannot work or contradicts another
	 */
	public TlsServer create(String name, String prefix, TlsServerProperties properties,
			SecureConnectionListener listener) {
		return create(new ServerDefinition(name, prefix, properties), listener);
	}

	/**
	 * Make a server that handles each connection on a thread of its own, a virtual one if
	 * {@code spring.threads.virtual.enabled} says so.
	 * @param name the name that meters, events and qualifiers know the server by, and its
	 * port, as {@code local.tls.<name>.port}
	 * @param prefix the prefix of the properties, as in {@code gateway.tls}, for reports
	 * @param properties the properties; not changed later on
	 * @param handler handles the connections
	 * @return the server, which does not listen yet
	 * @throws FailureAnalyzedException if a property cannot work or contradicts another
	 */
	public TlsServer createBlocking(String name, String prefix, TlsServerProperties properties,
			BlockingConnectionHandler handler) {
		return create(new ServerDefinition(name, prefix, properties), onThreads(handler));
	}

	/**
	 * Make the server of {@code tls.servers.<name>}.
	 */
	TlsServer named(String name) {
		TlsServerProperties properties = Objects.requireNonNull(this.named.getServers().get(name), name);
		return create(name, NamedEndpoints.SERVERS + "." + name, properties);
	}

	/**
	 * Say which property is at fault when a server cannot be bound.
	 */
	FailureAnalyzedException listenFailure(TlsServer server, Throwable cause) {
		ServerDefinition definition = this.definitions.get(server);
		if (definition == null) {
			return new FailureAnalyzedException(
					"The TLS server '" + server.name() + "' could not be bound: " + cause.getMessage() + ".",
					"Correct the host or port that it was built with.", cause);
		}
		return new ListenFailures(definition).report(cause);
	}

	private TlsServer create(ServerDefinition definition, SecureConnectionListener listener) {
		TlsServerProperties properties = definition.properties();
		AlpnSelector alpnSelector = this.beans.find(definition.scope(), AlpnSelector.class);
		SniContextResolver sniResolver = this.beans.find(definition.scope(), SniContextResolver.class);
		ContextMaker maker = ContextMaker.server(definition, alpnSelector, this.contexts);
		this.contexts.warn(definition);
		List<MadeContext> made = maker.make((name) -> {
		});
		TlsServer server = InvalidTlsPropertyException.reporting(definition.prefix(),
				() -> TlsServer.builder(this.beans.transport(), made.get(0).context())
					.name(definition.name())
					.host(StringUtils.hasText(properties.getHost()) ? properties.getHost() : null)
					.port(PropertyChecks.port(properties.getPort()))
					.handshakeTimeout(PropertyChecks.timeout("handshake-timeout", properties.getHandshakeTimeout()))
					.idleTimeout(PropertyChecks.timeout("idle-timeout", properties.getIdleTimeout()))
					.maxConnections(properties.getMaxConnections())
					.maxPendingHandshakes(properties.getMaxPendingHandshakes())
					.renegotiation(renegotiation(properties))
					.sniResolver(sniResolver)
					.rejectUnknownNames(properties.getSni().getUnknown() == Unknown.REJECT)
					.listener(listener)
					.pipelineCustomizers(this.beans.findAll(definition.scope(), TlsPipelineCustomizer.class))
					.observers(this.beans.observers())
					.build());
		for (MadeContext each : made) {
			InvalidTlsPropertyException.reporting(each.prefix(),
					() -> addContext(server, each.context(), each.serverNames()));
		}
		this.definitions.put(server, definition);
		this.reloader.follow(server, maker, made);
		return server;
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

	private SecureConnectionListener listener(ServerDefinition server) {
		Object taker = this.beans.findAny(server.scope(), SecureConnectionListener.class,
				BlockingConnectionHandler.class);
		if (taker instanceof SecureConnectionListener listener) {
			return listener;
		}
		if (taker instanceof BlockingConnectionHandler handler) {
			return onThreads(handler);
		}
		throw new FailureAnalyzedException(
				"The property '" + server.prefix()
						+ ".port' is set, but no bean takes the connections of the TLS server '" + server.name() + "'.",
				"Declare a bean of type SecureConnectionListener or BlockingConnectionHandler, without a qualifier "
						+ "or with @Qualifier(\"" + server.name() + "\"), or set '" + server.prefix()
						+ ".enabled' to false.");
	}

	/**
	 * No executor of the application's own: one with a limit would make event loops wait.
	 */
	private SecureConnectionListener onThreads(BlockingConnectionHandler handler) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("tls-connection-");
		executor.setVirtualThreads(Threading.VIRTUAL.isActive(this.environment));
		executor.setDaemon(true);
		return BlockingConnectionHandler.onThreadsOf(handler, executor);
	}

}
