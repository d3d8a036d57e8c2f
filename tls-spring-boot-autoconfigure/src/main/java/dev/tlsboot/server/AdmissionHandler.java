package dev.tlsboot.server;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.handshake.EndpointFigures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands at the door: counts the connections that come in, and closes those that are too
 * many before they have cost a buffer or seen an event loop.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {

	private final TlsServer server;

	private final EndpointFigures figures;

	private final TlsObserver observer;

	AdmissionHandler(TlsServer server, EndpointFigures figures, TlsObserver observer) {
		this.server = server;
		this.figures = figures;
		this.observer = observer;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		Channel connection = (Channel) message;
		if (!this.figures.enter(this.server.maxConnections())) {
			refuse(connection, ConnectionLimit.MAX_CONNECTIONS);
			return;
		}
		int maxPending = this.server.maxPendingHandshakes();
		if (maxPending > 0 && this.figures.pendingHandshakes() > maxPending) {
			this.figures.leave();
			refuse(connection, ConnectionLimit.MAX_PENDING_HANDSHAKES);
			return;
		}
		connection.closeFuture().addListener((closed) -> this.figures.leave());
		this.observer.connected(this.server);
		ctx.fireChannelRead(connection);
	}

	private void refuse(Channel connection, ConnectionLimit limit) {
		this.observer.refused(this.server, limit);
		connection.unsafe().closeForcibly();
	}

}
