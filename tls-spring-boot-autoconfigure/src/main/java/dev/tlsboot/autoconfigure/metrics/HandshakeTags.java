package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
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

}
