package dev.tlsboot.handshake;

import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;

/**
 * Puts the handlers of a connection into its pipeline: the wire, the idle time-out, TLS,
 * and the handshake, which leaves its place to the stream.
 */
public final class SecureConnection {

	private SecureConnection() {
	}

	/**
	 * Set up a connection. The figures have counted it already; they uncount it when it
	 * closes.
	 * @param channel the channel, on its event loop
	 * @param settings what the connection is set up with
	 * @param context keys, trust and policy
	 * @param peerName on a client the name or address of the server
	 * @param peerPort on a client the port of the server, else -1
	 */
	public static void secure(Channel channel, ConnectionSettings settings, SecureContext context,
			@Nullable String peerName, int peerPort) {
		ChannelPipeline pipeline = channel.pipeline();
		WireHandler wire = new WireHandler(settings.figures());
		pipeline.addLast("wire", wire);
		if (!settings.idleTimeout().isZero()) {
			pipeline.addLast("idle",
					new IdleStateHandler(true, 0, 0, settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
		}
		HandshakeHandler handshake = new HandshakeHandler(settings,
				new PeerAssessment(context, settings.role(), peerName), wire);
		SslHandler tls = context.engineContext(settings.role())
			.newHandler(channel.alloc(), peerName, peerPort, handshake::watch);
		pipeline.addLast("tls", tls);
		pipeline.addLast("handshake", handshake);
	}

}
