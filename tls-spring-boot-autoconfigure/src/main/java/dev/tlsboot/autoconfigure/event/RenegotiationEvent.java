package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;

/**
 * A client has asked for a renegotiation, or for a KeyUpdate: where it was refused, the
 * reference's error "TLS session renegotiation attack detected".
 */
public final class RenegotiationEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient CleartextStream stream;

	private final RenegotiationKind kind;

	private final int count;

	private final int limit;

	private final boolean refused;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param stream the connection
	 * @param kind what the client asked for
	 * @param count how often it has within the window, this time included
	 * @param limit how often it may
	 * @param refused whether this is too often
	 */
	public RenegotiationEvent(TlsServer server, CleartextStream stream, RenegotiationKind kind, int count, int limit,
			boolean refused) {
		super(server);
		this.stream = stream;
		this.kind = kind;
		this.count = count;
		this.limit = limit;
		this.refused = refused;
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return the connection.
	 * @return the connection, which is being closed if the client was refused
	 */
	public CleartextStream getStream() {
		return this.stream;
	}

	/**
	 * Return what the client asked for.
	 * @return the kind
	 */
	public RenegotiationKind getKind() {
		return this.kind;
	}

	/**
	 * Return how often the client has asked within the window.
	 * @return the number, this time included
	 */
	public int getCount() {
		return this.count;
	}

	/**
	 * Return how often it may.
	 * @return the limit
	 */
	public int getLimit() {
		return this.limit;
	}

	/**
	 * Return whether it was refused.
	 * @return {@code true} if its connection is being closed
	 */
	public boolean isRefused() {
		return this.refused;
	}

}
