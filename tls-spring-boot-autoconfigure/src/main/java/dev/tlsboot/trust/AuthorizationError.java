package dev.tlsboot.trust;

import java.util.Objects;

/**
 * Why a peer is not authorized.
 *
 * @param code the code, as OpenSSL and Node.js name it
 * @param message what is wrong, one sentence; it may hold names from the peer's
 * certificate
 */
public record AuthorizationError(Code code, String message) {

	public AuthorizationError {
		Objects.requireNonNull(code, "code");
		Objects.requireNonNull(message, "message");
	}

	@Override
	public String toString() {
		return this.code.name();
	}

	/**
	 * The codes. (Helper: complete, document.)
	 */
	public enum Code {

		UNABLE_TO_GET_ISSUER_CERT, DEPTH_ZERO_SELF_SIGNED_CERT, UNSPECIFIED

	}

}
