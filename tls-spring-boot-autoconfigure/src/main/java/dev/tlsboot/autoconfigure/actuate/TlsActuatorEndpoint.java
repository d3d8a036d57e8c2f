package dev.tlsboot.autoconfigure.actuate;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows the TLS servers and clients of the application: who they are, what they allow,
 * and what they count. No key, and nothing that a peer made up.
 */
@Endpoint(id = "tls", defaultAccess = Access.READ_ONLY)
public class TlsActuatorEndpoint {

	private final ObjectProvider<TlsServer> servers;

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Create the endpoint.
	 * @param beanFactory where servers and clients are
	 */
	public TlsActuatorEndpoint(ConfigurableListableBeanFactory beanFactory) {
		this.servers = beanFactory.getBeanProvider(TlsServer.class);
		this.beanFactory = beanFactory;
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
