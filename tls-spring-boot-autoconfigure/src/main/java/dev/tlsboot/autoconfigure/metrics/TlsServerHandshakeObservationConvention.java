package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.server.TlsServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names observations of {@link TlsObservationDocumentation#SERVER_HANDSHAKE}, and says
 * what keys they have. A bean of this type takes the place of
 * {@link DefaultTlsServerHandshakeObservationConvention}.
 */
public interface TlsServerHandshakeObservationConvention extends ObservationConvention<TlsObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TlsObservationContext attempt && attempt.getEndpoint() instanceof TlsServer;
	}

}
