package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.client.TlsClient;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names observations of {@link TlsObservationDocumentation#CLIENT_CONNECT}, and says what
 * keys they have. A bean of this type takes the place of
 * {@link DefaultTlsClientConnectObservationConvention}.
 */
public interface TlsClientConnectObservationConvention extends ObservationConvention<TlsObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TlsObservationContext attempt && attempt.getEndpoint() instanceof TlsClient;
	}

}
