package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;

/**
 * A client has connected to a server, and its handshake is done: the reference's
 * {@code secureConnection}.
 */
public final class SecureConnectionEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient CleartextStream stream;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param stream the connection
	 */
	public SecureConnectionEvent(TlsServer server, CleartextStream stream) {
		super(server);
		this.stream = stream;
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return the connection. It may be gone when the listener runs.
	 * @return the connection
	 */
	public CleartextStream getStream() {
		return this.stream;
	}

}
