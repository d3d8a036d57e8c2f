package dev.tlsboot.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.autoconfigure.TlsReloader;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the TLS servers and clients of the application: who they are, what they allow,
 * and what they count. No key, and nothing that a peer made up. Whoever is given access
 * may have them read their files anew.
 */
@Endpoint(id = "tls", defaultAccess = Access.READ_ONLY)
public class TlsActuatorEndpoint {

	private final ObjectProvider<TlsServer> servers;

	private final ConfigurableListableBeanFactory beanFactory;

	private final TlsReloader reloader;

	/**
	 * Create the endpoint.
	 * @param beanFactory where servers and clients are
	 * @param reloader what reloads them
	 */
	public TlsActuatorEndpoint(ConfigurableListableBeanFactory beanFactory, TlsReloader reloader) {
		this.servers = beanFactory.getBeanProvider(TlsServer.class);
		this.beanFactory = beanFactory;
		this.reloader = reloader;
	}

	/**
	 * Describe all of them.
	 * @return their descriptions
	 */
	@ReadOperation
	public TlsDescriptor tls() {
		return new TlsDescriptor(describe(servers(), ServerDescriptor::of), describe(clients(), ClientDescriptor::of));
	}

	/**
	 * Describe those of one name.
	 * @param name the name, as meters have it
	 * @return their description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable TlsDescriptor named(@Selector String name) {
		TlsDescriptor named = new TlsDescriptor(describe(called(servers(), name), ServerDescriptor::of),
				describe(called(clients(), name), ClientDescriptor::of));
		return (named.servers().isEmpty() && named.clients().isEmpty()) ? null : named;
	}

	/**
	 * Reload all of them, one after the other. One that cannot be reloaded keeps what it
	 * has, and keeps no other from it.
	 * @return what became of them
	 */
	@WriteOperation
	public ReloadDescriptor reload() {
		return new ReloadDescriptor(describe(servers(), this::reload), describe(clients(), this::reload));
	}

	/**
	 * Reload those of one name.
	 * @param name the name, as meters have it
	 * @return what became of them, or {@code null} if there is none
	 */
	@WriteOperation
	public @Nullable ReloadDescriptor reloadNamed(@Selector String name) {
		ReloadDescriptor named = new ReloadDescriptor(describe(called(servers(), name), this::reload),
				describe(called(clients(), name), this::reload));
		return (named.servers().isEmpty() && named.clients().isEmpty()) ? null : named;
	}

	private ReloadDescriptor.Outcome reload(TlsEndpoint endpoint) {
		try {
			return new ReloadDescriptor.Outcome(this.reloader.reload(endpoint), null);
		}
		catch (RuntimeException ex) {
			// has been logged and published
			return new ReloadDescriptor.Outcome(List.of(), (ex.getMessage() != null) ? ex.getMessage() : ex.toString());
		}
	}

	private Stream<TlsServer> servers() {
		return this.servers.stream();
	}

	/**
	 * To look must not make a client: who has none in use may have none configured.
	 */
	private Stream<TlsClient> clients() {
		return Stream.of(this.beanFactory.getBeanNamesForType(TlsClient.class, true, false))
			.filter(this.beanFactory::containsSingleton)
			.map((bean) -> this.beanFactory.getBean(bean, TlsClient.class));
	}

	private static <E extends TlsEndpoint> Stream<E> called(Stream<E> endpoints, String name) {
		return endpoints.filter((endpoint) -> endpoint.name().equals(name));
	}

	private static <E extends TlsEndpoint, D> Map<String, D> describe(Stream<E> endpoints, Function<E, D> description) {
		Map<String, D> descriptions = new TreeMap<>();
		endpoints.forEach((endpoint) -> descriptions.put(endpoint.name(), description.apply(endpoint)));
		return descriptions;
	}

}
