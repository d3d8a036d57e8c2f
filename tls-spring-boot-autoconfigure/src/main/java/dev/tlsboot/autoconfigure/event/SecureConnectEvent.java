package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.stream.CleartextStream;

/**
 * A client has connected to a server, and its handshake is done: the reference's
 * {@code secureConnect}.
 */
public final class SecureConnectEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient CleartextStream stream;

	/**
	 * Create an event that happens now.
	 * @param client the client
	 * @param stream the connection
	 */
	public SecureConnectEvent(TlsClient client, CleartextStream stream) {
		super(client);
		this.stream = stream;
	}

	/**
	 * Return the client.
	 * @return the client
	 */
	public TlsClient getClient() {
		return (TlsClient) getSource();
	}

	/**
	 * Return the connection. It may be gone when the listener runs.
	 * @return the connection
	 */
	public CleartextStream getStream() {
		return this.stream;
	}

}
