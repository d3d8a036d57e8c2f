package dev.tlsboot.client;

import dev.tlsboot.stream.CleartextStream;

/**
 * Gets each connection that a client keeps up, once it is secured: the reference's
 * {@code secureConnect}.
 */
@FunctionalInterface
public interface SecureConnectListener {

	/**
	 * Handle a new connection, in the place of the one before, which is gone. Runs on the
	 * connection's event loop and must not block. What it throws destroys the connection.
	 * It has to read, or the end of the connection will not be noticed.
	 * @param stream the connection
	 */
	void secureConnect(CleartextStream stream);

}
