package dev.tlsboot.handshake;

import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.engine.ConnectionParameters;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;

/**
 * Puts the handlers of a connection into its pipeline: the wire, the idle time-out, TLS,
 * and the handshake, which leaves its place to the stream.
 */
public final class SecureConnection {

	private SecureConnection() {
	}

	/**
	 * Set up a connection of a client. The figures have counted it already; they uncount
	 * it when it closes.
	 * @param channel the channel, on its event loop
	 * @param settings what the connection is set up with
	 * @param context keys, trust and policy
	 * @param peer whom we want to reach
	 */
	public static void connect(Channel channel, ConnectionSettings settings, SecureContext context, ServerPeer peer) {
		ServerIdentityCheck identityCheck = peer.identityCheck();
		boolean standard = identityCheck == ServerIdentityCheck.STANDARD;
		prepare(channel, settings, identityCheck).begin(standard ? context : context.withoutServerIdentityCheck(),
				ConnectionParameters.client(peer.name(), peer.port()));
	}

	/**
	 * Set up a connection of a server. The figures have counted it already; they uncount
	 * it when it closes.
	 * @param channel the channel, on its event loop
	 * @param settings what the connection is set up with
	 * @param contexts who decides on keys, trust and policy
	 */
	public static void accept(Channel channel, ConnectionSettings settings, ServerContexts contexts) {
		prepare(channel, settings, ServerIdentityCheck.STANDARD).awaitClientHello(contexts);
	}

	private static HandshakeHandler prepare(Channel channel, ConnectionSettings settings,
			ServerIdentityCheck identityCheck) {
		ChannelPipeline pipeline = channel.pipeline();
		WireHandler wire = new WireHandler(settings.figures());
		pipeline.addLast("wire", wire);
		if (!settings.idleTimeout().isZero()) {
			pipeline.addLast("idle",
					new IdleStateHandler(true, 0, 0, settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
		}
		HandshakeHandler handshake = new HandshakeHandler(settings, wire, identityCheck);
		pipeline.addLast(HandshakeHandler.NAME, handshake);
		return handshake;
	}

}
