package dev.tlsboot.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

/**
 * Netty's TLS handler in a pipeline, whoever speaks TLS in it.
 */
final class TlsHandlers {

	static final String NAME = "tls";

	private TlsHandlers() {
	}

	/**
	 * Put a handler into its place. The time of handshakes is somebody else's business.
	 */
	static void addBefore(ChannelHandlerContext neighbour, SslHandler handler) {
		handler.setHandshakeTimeoutMillis(0);
		neighbour.pipeline().addBefore(neighbour.name(), NAME, handler);
	}

}
