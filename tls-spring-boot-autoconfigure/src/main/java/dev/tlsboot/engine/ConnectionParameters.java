package dev.tlsboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection before its handshake. Immutable.
 *
 * @param peerName on a client the host name or address of the server, which its
 * certificate has to be for and, if a name, which is sent as server name; on a server the
 * name that the client asked for, or {@code null}
 * @param peerPort on a client the port of the server, else -1
 * @param applicationProtocol on a server the application protocol that was selected for
 * this connection; {@code null} to select among the context's
 * @param offer on a server what the client can do; {@code null} if it is not known
 * @param sessions on a server with a session store what passes between it and the engine,
 * else {@code null}
 */
public record ConnectionParameters(@Nullable String peerName, int peerPort, @Nullable String applicationProtocol,
		@Nullable ClientOffer offer, @Nullable SessionHandover sessions) {

	/**
	 * Return what a client knows.
	 * @param host the host name or address of the server, or {@code null} if no name is
	 * asked for and none has to be proved
	 * @param port its port, or -1 if sessions are not to be kept by it
	 * @return the parameters
	 */
	public static ConnectionParameters client(@Nullable String host, int port) {
		return new ConnectionParameters(host, port, null, null, null);
	}

	/**
	 * Return what a server knows.
	 * @param servername the name that the client asked for, or {@code null}
	 * @param applicationProtocol the protocol selected for this connection, or
	 * {@code null}
	 * @return the parameters
	 */
	public static ConnectionParameters server(@Nullable String servername, @Nullable String applicationProtocol) {
		return new ConnectionParameters(servername, -1, applicationProtocol, null, null);
	}

	/**
	 * Return the same with what the client can do.
	 * @param offer what it offers
	 * @return the parameters
	 */
	public ConnectionParameters with(ClientOffer offer) {
		return new ConnectionParameters(this.peerName, this.peerPort, this.applicationProtocol, offer, this.sessions);
	}

	/**
	 * Return the same with a session store.
	 * @param sessions what passes between the store and the engine
	 * @return the parameters
	 */
	public ConnectionParameters with(SessionHandover sessions) {
		return new ConnectionParameters(this.peerName, this.peerPort, this.applicationProtocol, this.offer, sessions);
	}

}
