package dev.tlsboot.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.handshake.EndpointFigures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the door: counts the connections that come in, and closes those that are too
 * many before they have cost a buffer or seen an event loop.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(TlsServer.class);

	private static final long PAUSE_SECONDS = 1;

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
		this.figures.accepted();
		this.observer.connected(this.server);
		ctx.fireChannelRead(connection);
	}

	/**
	 * Accepting fails when the process is out of file descriptors, and would again at
	 * once. Those who knock meanwhile wait in the backlog.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (!(cause instanceof IOException)) {
			logger.error("The TLS server '{}' could not take a connection", this.server.name(), cause);
			return;
		}
		logger.warn("The TLS server '{}' cannot accept connections, and tries again in {} s: {}", this.server.name(),
				PAUSE_SECONDS, cause.toString());
		ctx.channel().config().setAutoRead(false);
		ctx.executor().schedule(this.server::resumeAccepting, PAUSE_SECONDS, TimeUnit.SECONDS);
	}

	private void refuse(Channel connection, ConnectionLimit limit) {
		this.figures.refused();
		this.observer.refused(this.server, limit);
		connection.unsafe().closeForcibly();
	}

}
