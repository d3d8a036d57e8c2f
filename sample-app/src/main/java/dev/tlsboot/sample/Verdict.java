package dev.tlsboot.sample;

import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.trust.AuthorizationError;

/**
 * Says in a word or two whether a peer's certificate has verified.
 */
final class Verdict {

	private Verdict() {
	}

	static String on(CleartextStream stream) {
		if (stream.authorized()) {
			return "authorized";
		}
		AuthorizationError error = stream.authorizationError();
		// none where no certificate was asked for
		return (error != null) ? "unauthorized " + error.code() : "unauthorized";
	}

}
