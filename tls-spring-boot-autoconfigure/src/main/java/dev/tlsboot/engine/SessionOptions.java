package dev.tlsboot.engine;

import java.time.Duration;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * How sessions are resumed. Immutable.
 *
 * @param cacheSize how many sessions are kept in this process, 0 for the engine's own
 * limit
 * @param timeout how long a session may be resumed, at least a second
 * @param tickets whether clients may keep their session themselves, in a session ticket
 * (RFC 5077, RFC 8446 section 4.6.1)
 * @param ticketKeys what tickets are sealed with: the first issues, all accept; empty for
 * a key of this process
 * @param idContext what sessions are bound to: one that was made under another context is
 * not resumed; {@code null} for nothing beyond the engine's own bounds
 * @param external whether a store outside of the engine keeps the sessions
 */
public record SessionOptions(int cacheSize, Duration timeout, boolean tickets, List<TicketKey> ticketKeys,
		@Nullable String idContext, boolean external) {

	/**
	 * Five minutes, tickets, and no more sessions than the engine thinks fit.
	 */
	public static final SessionOptions DEFAULT = new SessionOptions(0, Duration.ofSeconds(300), true, List.of(), null,
			false);

	public SessionOptions {
		if (cacheSize < 0) {
			throw new TlsConfigurationException("session.cache-size", String.valueOf(cacheSize),
					"The size must not be negative.", "Use 0 for the engine's own limit.", null);
		}
		if (timeout.toSeconds() < 1) {
			throw new TlsConfigurationException("session.timeout", timeout.toString(),
					"Sessions are kept for whole seconds, and for one at least.", "Use 1s or more.", null);
		}
		if (!tickets && !ticketKeys.isEmpty()) {
			throw new TlsConfigurationException("session.ticket-keys", null,
					"They have no effect while session.tickets is false.",
					"Leave the keys out, or set session.tickets to true.", null);
		}
		ticketKeys = List.copyOf(ticketKeys);
	}

}
