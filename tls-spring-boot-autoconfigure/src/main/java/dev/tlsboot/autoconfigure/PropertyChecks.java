package dev.tlsboot.autoconfigure;

import java.time.Duration;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the types of properties let through.
 */
final class PropertyChecks {

	private static final int MAX_PORT = 65535;

	// what fits into the milliseconds of a socket option
	private static final Duration MAX_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

	private PropertyChecks() {
	}

	/**
	 * Check a port.
	 * @param port the port, or {@code null} for none
	 * @return the port, 0 for none
	 */
	static int port(@Nullable Integer port) {
		if (port == null) {
			return 0;
		}
		if (port < 0 || port > MAX_PORT) {
			throw new TlsConfigurationException("port", port.toString(), "There is no such port.",
					"Use a port from 0 to " + MAX_PORT + ".", null);
		}
		return port;
	}

	/**
	 * Check a time-out.
	 * @param option the option, for reports
	 * @param timeout its value
	 * @return the value
	 */
	static Duration timeout(String option, Duration timeout) {
		if (timeout.isNegative() || timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new TlsConfigurationException(option, timeout.toString(), "The time is out of range.",
					"Use a time from 0, for no limit, to " + MAX_TIMEOUT.toDays() + " days.", null);
		}
		return timeout;
	}

}
