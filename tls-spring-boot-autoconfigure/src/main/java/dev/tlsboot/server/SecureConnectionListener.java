package dev.tlsboot.server;

import dev.tlsboot.stream.CleartextStream;

/**
 * Gets each connection of a server once it is secured: the reference's
 * {@code secureConnectionListener}.
 */
@FunctionalInterface
public interface SecureConnectionListener {

	/**
	 * Handle a new connection. Runs on the connection's event loop and must not block.
	 * What it throws destroys the connection.
	 * @param stream the connection
	 */
	void secureConnection(CleartextStream stream);

}
