package dev.tlsboot.autoconfigure.event;

import java.net.SocketAddress;

import dev.tlsboot.server.TlsServer;

/**
 * A server accepts no more, and its last connection is gone: the reference's
 * {@code close}.
 */
public final class ServerClosedEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final SocketAddress address;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param address the address it listened on
	 */
	public ServerClosedEvent(TlsServer server, SocketAddress address) {
		super(server);
		this.address = address;
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return the address the server listened on.
	 * @return the address
	 */
	public SocketAddress getAddress() {
		return this.address;
	}

}
