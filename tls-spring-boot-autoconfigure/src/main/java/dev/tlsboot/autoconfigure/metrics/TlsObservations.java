package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes handshakes of servers, and what clients need to be connected, as spans. A
 * client's belongs to what its caller is doing.
 */
class TlsObservations implements TlsObserver {

	private static final TlsServerHandshakeObservationConvention OF_SERVERS = new DefaultTlsServerHandshakeObservationConvention();

	private static final TlsClientConnectObservationConvention OF_CLIENTS = new DefaultTlsClientConnectObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable TlsServerHandshakeObservationConvention ofServers;

	private final @Nullable TlsClientConnectObservationConvention ofClients;

	/**
	 * Create observations.
	 * @param registry where they are observed
	 * @param ofServers names those of servers, or {@code null} for a convention of the
	 * registry, else the default
	 * @param ofClients names those of clients, or {@code null} likewise
	 */
	TlsObservations(ObservationRegistry registry, @Nullable TlsServerHandshakeObservationConvention ofServers,
			@Nullable TlsClientConnectObservationConvention ofClients) {
		this.registry = registry;
		this.ofServers = ofServers;
		this.ofClients = ofClients;
	}

	@Override
	public TlsAttempt attempt(TlsEndpoint endpoint) {
		if (endpoint instanceof TlsServer) {
			return start(TlsObservationDocumentation.SERVER_HANDSHAKE, this.ofServers, OF_SERVERS, endpoint);
		}
		if (endpoint instanceof TlsClient) {
			return start(TlsObservationDocumentation.CLIENT_CONNECT, this.ofClients, OF_CLIENTS, endpoint);
		}
		return TlsAttempt.UNOBSERVED;
	}

	private <C extends ObservationConvention<TlsObservationContext>> TlsAttempt start(
			TlsObservationDocumentation documentation, @Nullable C custom, C standard, TlsEndpoint endpoint) {
		TlsObservationContext context = new TlsObservationContext(endpoint);
		Observation observation = documentation.observation(custom, standard, () -> context, this.registry);
		if (observation.isNoop()) {
			return TlsAttempt.UNOBSERVED;
		}
		observation.start();
		return (stream, failure) -> {
			if (stream != null) {
				context.setStream(stream);
			}
			if (failure != null) {
				observation.error(failure);
			}
			observation.stop();
		};
	}

}
