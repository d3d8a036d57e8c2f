package dev.tlsboot.autoconfigure.metrics;

import io.micrometer.common.KeyValues;

/**
 * {@code tls.client.connect}, with the keys that
 * {@link TlsObservationDocumentation#CLIENT_CONNECT} lists. Made to be extended.
 */
public class DefaultTlsClientConnectObservationConvention implements TlsClientConnectObservationConvention {

	@Override
	public String getName() {
		return "tls.client.connect";
	}

	@Override
	public String getContextualName(TlsObservationContext context) {
		return "tls client connect";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TlsObservationContext context) {
		return HandshakeTags.of(context)
			.keyValues()
			.and(TlsObservationDocumentation.ClientKeyNames.CLIENT.withValue(context.getEndpoint().name()));
	}

}
