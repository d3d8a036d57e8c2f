package dev.tlsboot.autoconfigure;

import java.util.List;
import java.util.Objects;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.StringUtils;

/**
 * Makes clients of properties, as the auto-configuration does: for applications that nest
 * {@link TlsClientProperties} in properties of their own.
 */
public final class TlsClientFactory {

	private final ObjectProvider<TlsTransport> transport;

	private final SecureContextFactory contexts;

	private final ObjectProvider<TlsObserver> observers;

	private final TlsReloader reloader;

	private final TlsProperties named;

	TlsClientFactory(ObjectProvider<TlsTransport> transport, SecureContextFactory contexts,
			ObjectProvider<TlsObserver> observers, TlsReloader reloader, TlsProperties named) {
		this.transport = transport;
		this.contexts = contexts;
		this.observers = observers;
		this.reloader = reloader;
		this.named = named;
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
		TlsClient client = InvalidTlsPropertyException.reporting(prefix,
				() -> TlsClient.builder(this.transport.getObject(), made.get(0).context())
					.name(name)
					.host(properties.getHost())
					.port(PropertyChecks.port(properties.getPort()))
					.servername(StringUtils.hasText(properties.getServername()) ? properties.getServername() : null)
					.connectTimeout(PropertyChecks.timeout("connect-timeout", properties.getConnectTimeout()))
					.handshakeTimeout(PropertyChecks.timeout("handshake-timeout", properties.getHandshakeTimeout()))
					.observers(this.observers.orderedStream().toList())
					.build());
		this.reloader.follow(client, maker, made);
		return client;
	}

	/**
	 * Make the client of {@code tls.clients.<name>}.
	 */
	TlsClient named(String name) {
		TlsClientProperties properties = Objects.requireNonNull(this.named.getClients().get(name), name);
		return create(name, NamedEndpoints.CLIENTS + "." + name, properties);
	}

}
