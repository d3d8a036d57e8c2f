package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes handshakes of servers, and what clients need to be connected, as spans. A
 * client's belongs to what its caller is doing.
 */
class TlsObservations implements TlsObserver {

	private final ObservationRegistry registry;

	TlsObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public TlsAttempt attempt(TlsEndpoint endpoint) {
		if (endpoint instanceof TlsServer) {
			return start("tls.server.handshake", "tls server handshake", "server", endpoint);
		}
		if (endpoint instanceof TlsClient) {
			return start("tls.client.connect", "tls client connect", "client", endpoint);
		}
		return TlsAttempt.UNOBSERVED;
	}

	private TlsAttempt start(String name, String contextualName, String kind, TlsEndpoint endpoint) {
		Observation observation = Observation.start(name, this.registry);
		if (observation.isNoop()) {
			return TlsAttempt.UNOBSERVED;
		}
		observation.contextualName(contextualName).lowCardinalityKeyValue(kind, endpoint.name());
		return (stream, failure) -> stop(observation, stream, failure);
	}

	private static void stop(Observation observation, @Nullable CleartextStream stream, @Nullable Throwable failure) {
		HandshakeTags tags = (stream != null) ? HandshakeTags.of(stream)
				: HandshakeTags.of((failure != null) ? failure : new IllegalStateException("neither of both"));
		tags.tags()
			.stream()
			.forEach((tag) -> observation.lowCardinalityKeyValues(KeyValues.of(tag.getKey(), tag.getValue())));
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

}
