package dev.tlsboot.renegotiation;

import java.time.Duration;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * How much a client may ask for in any window of time, on each connection.
 *
 * @param renegotiationLimit the number of renegotiations; 0 refuses every one
 * @param keyUpdateLimit the number of KeyUpdates that want an answer; 0 refuses every one
 * @param window the length of the window
 */
public record RenegotiationPolicy(int renegotiationLimit, int keyUpdateLimit, Duration window) {

	/**
	 * The reference's limits, and as generous a one for KeyUpdates, which cost much less.
	 */
	public static final RenegotiationPolicy DEFAULT = new RenegotiationPolicy(3, 32, Duration.ofMinutes(10));

	public RenegotiationPolicy {
		requireNotNegative("reneg-limit", renegotiationLimit);
		requireNotNegative("key-update-limit", keyUpdateLimit);
		if (window.isNegative() || window.isZero()) {
			throw new TlsConfigurationException("reneg-window", window.toString(),
					"A window of time has to have a length.", "Set a positive duration, as in 10m.", null);
		}
	}

	private static void requireNotNegative(String option, int limit) {
		if (limit < 0) {
			throw new TlsConfigurationException(option, String.valueOf(limit), "The limit must not be negative.",
					"Use 0 to refuse every one.", null);
		}
	}

}
