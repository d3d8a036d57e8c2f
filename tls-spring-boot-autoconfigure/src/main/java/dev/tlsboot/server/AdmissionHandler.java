package dev.tlsboot.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the door: closes the connections that are too many before they have cost a
 * buffer or seen an event loop.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(TlsServer.class);

	private static final long PAUSE_SECONDS = 1;

	private final TlsServer server;

	private final Admission admission;

	AdmissionHandler(TlsServer server, Admission admission) {
		this.server = server;
		this.admission = admission;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		Channel connection = (Channel) message;
		if (this.admission.admit(connection)) {
			ctx.fireChannelRead(connection);
		}
		else {
			connection.unsafe().closeForcibly();
		}
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

}
