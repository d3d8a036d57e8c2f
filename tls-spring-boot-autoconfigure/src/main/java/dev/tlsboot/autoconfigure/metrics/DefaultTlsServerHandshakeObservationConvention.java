package dev.tlsboot.autoconfigure.metrics;

import io.micrometer.common.KeyValues;

/**
 * {@code tls.server.handshake}, with the keys that
 * {@link TlsObservationDocumentation#SERVER_HANDSHAKE} lists. Made to be extended.
 */
public class DefaultTlsServerHandshakeObservationConvention implements TlsServerHandshakeObservationConvention {

	@Override
	public String getName() {
		return "tls.server.handshake";
	}

	@Override
	public String getContextualName(TlsObservationContext context) {
		return "tls server handshake";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TlsObservationContext context) {
		return HandshakeTags.of(context)
			.keyValues()
			.and(TlsObservationDocumentation.ServerKeyNames.SERVER.withValue(context.getEndpoint().name()));
	}

}
