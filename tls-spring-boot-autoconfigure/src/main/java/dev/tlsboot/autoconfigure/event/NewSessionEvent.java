package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.server.TlsServer;

/**
 * A full handshake has made a session, which goes into the session store: the reference's
 * {@code newSession}.
 */
public final class NewSessionEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final String id;

	private final transient byte[] data;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param id the session id, in lower-case hexadecimal digits
	 * @param data the session as it is stored; it is copied
	 */
	public NewSessionEvent(TlsServer server, String id, byte[] data) {
		super(server);
		this.id = id;
		this.data = data.clone();
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return the session id.
	 * @return the id, in lower-case hexadecimal digits
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Return the session as it is stored: sealed, unless there is no encryption key.
	 * Without one it decrypts the session's connections.
	 * @return the session, a copy
	 */
	public byte[] getData() {
		return this.data.clone();
	}

}
