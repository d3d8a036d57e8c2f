package dev.tlsboot.context;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Selects the application protocol of one connection, in place of a fixed list: what
 * later versions of the reference call {@code ALPNCallback}.
 */
@FunctionalInterface
public interface AlpnSelector {

	/**
	 * Select a protocol. Called on the connection's event loop, which must not be
	 * blocked, for clients that offer any.
	 * @param servername the host name that the client asked for, in lower case, or
	 * {@code null}
	 * @param protocols what the client offers, by its preference; never empty
	 * @return one of them, or {@code null} to refuse the client with the alert
	 * {@code no_application_protocol}
	 */
	@Nullable String select(@Nullable String servername, List<String> protocols);

}
