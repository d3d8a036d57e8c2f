package dev.tlsboot.documentation;

import dev.tlsboot.autoconfigure.metrics.DefaultTlsServerHandshakeObservationConvention;
import dev.tlsboot.autoconfigure.metrics.TlsObservationContext;
import dev.tlsboot.autoconfigure.metrics.TlsServerHandshakeObservationConvention;
import dev.tlsboot.stream.CleartextStream;
import io.micrometer.common.KeyValues;

import org.springframework.context.annotation.Bean;

/**
 * The snippet of the README's chapter on meters: see {@link ReadmeTests}.
 */
class ObservationSnippets {

	@Bean
	TlsServerHandshakeObservationConvention handshakeConvention() {
		return new DefaultTlsServerHandshakeObservationConvention() {
			@Override
			public KeyValues getHighCardinalityKeyValues(TlsObservationContext context) {
				CleartextStream stream = context.getStream();
				return (stream != null) ? KeyValues.of("peer", stream.remoteAddress()) : KeyValues.empty();
			}
		};
	}

}
