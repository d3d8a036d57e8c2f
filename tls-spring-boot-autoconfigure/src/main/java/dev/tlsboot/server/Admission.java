package dev.tlsboot.server;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.handshake.EndpointFigures;
import io.netty.channel.Channel;

/**
 * Counts the connections of a server, as long as they are not too many.
 */
final class Admission {

	private final TlsServer server;

	private final EndpointFigures figures;

	private final TlsObserver observer;

	Admission(TlsServer server, EndpointFigures figures, TlsObserver observer) {
		this.server = server;
		this.figures = figures;
		this.observer = observer;
	}

	/**
	 * Count a connection until it is closed.
	 * @return {@code false} if it is one too many; it is not counted then, and to be
	 * closed
	 */
	boolean admit(Channel connection) {
		if (!this.figures.enter(this.server.maxConnections())) {
			return refuse(ConnectionLimit.MAX_CONNECTIONS);
		}
		int maxPending = this.server.maxPendingHandshakes();
		if (maxPending > 0 && this.figures.pendingHandshakes() > maxPending) {
			this.figures.leave();
			return refuse(ConnectionLimit.MAX_PENDING_HANDSHAKES);
		}
		connection.closeFuture().addListener((closed) -> this.figures.leave());
		this.figures.accepted();
		this.observer.connected(this.server);
		return true;
	}

	private boolean refuse(ConnectionLimit limit) {
		this.figures.refused();
		this.observer.refused(this.server, limit);
		return false;
	}

}
