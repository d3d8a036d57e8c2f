package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.autoconfigure.metrics.TlsObservationDocumentation.HandshakeKeyNames;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Tags;

/**
 * What handshakes are told apart by. Every value comes out of a short list of our own:
 * none is made up by a peer.
 *
 * @param result {@code success} or {@code failure}
 * @param reason why it failed, else {@code none}
 * @param protocol the protocol version; {@code none} after a failure, as the two below
 * @param cipher the cipher suite, as OpenSSL names it
 * @param resumed whether an earlier session was resumed
 */
record HandshakeTags(String result, String reason, String protocol, String cipher, String resumed) {

	static final String NONE = "none";

	private static final HandshakeTags PENDING = new HandshakeTags(NONE, NONE, NONE, NONE, NONE);

	static HandshakeTags of(TlsObservationContext context) {
		CleartextStream stream = context.getStream();
		if (stream != null) {
			return of(stream);
		}
		Throwable failure = context.getError();
		return (failure != null) ? of(failure) : PENDING;
	}

	static HandshakeTags of(CleartextStream stream) {
		return new HandshakeTags("success", NONE, stream.protocol(), stream.cipher().name(),
				String.valueOf(stream.resumed()));
	}

	static HandshakeTags of(TlsHandshakeException failure) {
		return new HandshakeTags("failure", failure.reason().tag(), NONE, NONE, NONE);
	}

	static HandshakeTags of(Throwable failure) {
		return (failure instanceof TlsHandshakeException handshake) ? of(handshake)
				: new HandshakeTags("failure", FailureReason.OTHER.tag(), NONE, NONE, NONE);
	}

	/**
	 * Return the same keys always: some registries insist on it.
	 */
	Tags tags() {
		return Tags.of("result", this.result, "reason", this.reason, "protocol", this.protocol, "cipher", this.cipher,
				"resumed", this.resumed);
	}

	/**
	 * Return the same for an observation.
	 */
	KeyValues keyValues() {
		return KeyValues.of(HandshakeKeyNames.RESULT.withValue(this.result),
				HandshakeKeyNames.REASON.withValue(this.reason), HandshakeKeyNames.PROTOCOL.withValue(this.protocol),
				HandshakeKeyNames.CIPHER.withValue(this.cipher), HandshakeKeyNames.RESUMED.withValue(this.resumed));
	}

}
