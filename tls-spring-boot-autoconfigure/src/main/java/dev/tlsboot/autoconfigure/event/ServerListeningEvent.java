package dev.tlsboot.autoconfigure.event;

import java.net.SocketAddress;

import dev.tlsboot.server.TlsServer;

/**
 * A server has been bound and accepts connections: the reference's {@code listening}.
 */
public final class ServerListeningEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final SocketAddress address;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param address the address it listens on
	 */
	public ServerListeningEvent(TlsServer server, SocketAddress address) {
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
	 * Return the address the server listens on.
	 * @return the address
	 */
	public SocketAddress getAddress() {
		return this.address;
	}

}
