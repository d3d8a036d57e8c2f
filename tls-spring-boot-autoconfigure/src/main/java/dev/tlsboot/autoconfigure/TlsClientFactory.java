package dev.tlsboot.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.client.HostResolver;
import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.trust.ServerIdentityCheck;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.StringUtils;

/**
 * Makes clients of properties, as the auto-configuration does: for applications that nest
 * {@link TlsClientProperties} in properties of their own.
 */
public final class TlsClientFactory {

	private final EndpointBeans beans;

	private final SecureContextFactory contexts;

	private final TlsReloader reloader;

	private final TlsProperties named;

	private final EventObserver events;

	TlsClientFactory(EndpointBeans beans, SecureContextFactory contexts, TlsReloader reloader, TlsProperties named,
			EventObserver events) {
		this.beans = beans;
		this.contexts = contexts;
		this.reloader = reloader;
		this.named = named;
		this.events = events;
	}

	/**
	 * Make a client.
	 * @param name the name that meters and events know the client by
	 * @param prefix the prefix of the properties, as in {@code gateway.upstream}, for
	 * reports
	 * @param properties the properties; not changed later on
	 * @return the client
	 * @throws InvalidTlsPropertyException if a property cannot work, or contradicts
	 * another
	 */
	public TlsClient create(String name, String prefix, TlsClientProperties properties) {
		ContextMaker maker = ContextMaker.client(prefix, properties, this.contexts);
		List<MadeContext> made = maker.make((context) -> {
		});
		EndpointScope scope = new EndpointScope("client", name, prefix);
		ServerIdentityCheck identityCheck = Objects
			.requireNonNullElse(this.beans.find(scope, ServerIdentityCheck.class), ServerIdentityCheck.STANDARD);
		HostResolver resolver = Objects.requireNonNullElse(this.beans.find(scope, HostResolver.class),
				HostResolver.SYSTEM);
		TlsClient client = InvalidTlsPropertyException.reporting(prefix,
				() -> TlsClient.builder(this.beans.transport(), made.get(0).context())
					.name(name)
					.host(properties.getHost())
					.port(PropertyChecks.port(properties.getPort()))
					.servername(StringUtils.hasText(properties.getServername()) ? properties.getServername() : null)
					.connectTimeout(PropertyChecks.timeout("connect-timeout", properties.getConnectTimeout()))
					.handshakeTimeout(PropertyChecks.timeout("handshake-timeout", properties.getHandshakeTimeout()))
					.checkServerIdentity(identityCheck)
					.resolver(resolver)
					.observers(this.beans.observers())
					.build());
		this.reloader.follow(client, maker, made);
		return client;
	}

	/**
	 * Keep up one connection of a client. What is returned starts and stops with the
	 * application if it is declared as a bean.
	 * @param client the client
	 * @param prefix the prefix of its properties, as in {@code gateway.upstream}, for
	 * reports
	 * @param properties the properties that it was made of
	 * @param listener gets each new connection
	 * @return the connection, which does not exist yet
	 * @throws InvalidTlsPropertyException if a property cannot work
	 */
	public ReconnectingTlsClient reconnecting(TlsClient client, String prefix, TlsClientProperties properties,
			SecureConnectListener listener) {
		RetryPolicy policy = InvalidTlsPropertyException.reporting(prefix, () -> retryPolicy(properties));
		return new ReconnectingTlsClient(client, listener, policy, this.beans.transport().eventLoops().next(),
				(delay, cause) -> this.events.reconnect(client, delay, cause));
	}

	private static RetryPolicy retryPolicy(TlsClientProperties properties) {
		if (PropertyChecks.port(properties.getPort()) == 0) {
			throw new TlsConfigurationException("port", null, "There is none, and the connection is to be kept up.",
					"Set the port, or set reconnect.enabled to false.", null);
		}
		TlsClientProperties.Reconnect reconnect = properties.getReconnect();
		RetryPolicy.Builder policy = RetryPolicy.builder();
		set("reconnect.delay", reconnect.getDelay(), policy::delay);
		set("reconnect.jitter", reconnect.getJitter(), policy::jitter);
		set("reconnect.multiplier", reconnect.getMultiplier(), policy::multiplier);
		set("reconnect.max-delay", reconnect.getMaxDelay(), policy::maxDelay);
		set("reconnect.max-retries", Objects.requireNonNullElse(reconnect.getMaxRetries(), Long.MAX_VALUE),
				policy::maxRetries);
		return policy.build();
	}

	private static <T> void set(String option, T value, Consumer<T> setting) {
		try {
			setting.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw new TlsConfigurationException(option, value.toString(), ex.getMessage() + ".",
					"Use a value that is allowed.", ex);
		}
	}

	/**
	 * Keep up the connection of a client for the listener that is meant for it.
	 */
	ReconnectingTlsClient reconnecting(TlsClient client, String prefix, TlsClientProperties properties) {
		EndpointScope scope = new EndpointScope("client", client.name(), prefix);
		SecureConnectListener listener = this.beans.find(scope, SecureConnectListener.class);
		if (listener == null) {
			throw new FailureAnalyzedException(
					"The property '" + prefix + ".reconnect.enabled' is set, but no bean takes the connections of the "
							+ scope + ".",
					"Declare a bean of type SecureConnectListener, without a qualifier or with @Qualifier(\""
							+ client.name() + "\").");
		}
		return reconnecting(client, prefix, properties, listener);
	}

	/**
	 * Keep up the connection of the client of {@code tls.clients.<name>}.
	 */
	ReconnectingTlsClient reconnecting(TlsClient client) {
		return reconnecting(client, NamedEndpoints.CLIENTS + "." + client.name(), properties(client.name()));
	}

	/**
	 * Make the client of {@code tls.clients.<name>}.
	 */
	TlsClient named(String name) {
		return create(name, NamedEndpoints.CLIENTS + "." + name, properties(name));
	}

	private TlsClientProperties properties(String name) {
		return Objects.requireNonNull(this.named.getClients().get(name), name);
	}

}
