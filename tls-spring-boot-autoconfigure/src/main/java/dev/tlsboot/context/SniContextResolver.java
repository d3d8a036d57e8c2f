package dev.tlsboot.context;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Finds the context for a server name that no context was added for: the reference's
 * {@code SNICallback}, asynchronous. The handshake waits for the answer, within its
 * time-out.
 */
@FunctionalInterface
public interface SniContextResolver {

	/**
	 * Find a context. Called on the connection's event loop, which must not be blocked.
	 * @param servername the host name that the client asked for, in lower case
	 * @return completes, on any thread, with the context, or with {@code null} for the
	 * server's default context; if it fails, the client is refused. A context does costly
	 * work at its first use by a server: make it with {@link SecureContext#engineContext}
	 * called once, and keep it
	 */
	CompletionStage<@Nullable SecureContext> resolve(String servername);

}
