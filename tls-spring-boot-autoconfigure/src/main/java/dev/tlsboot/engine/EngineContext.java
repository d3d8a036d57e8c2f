package dev.tlsboot.engine;

import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections that share keys, trust and session cache. Safe for use by several
 * threads.
 */
public interface EngineContext {

	/**
	 * Make the handler of one connection. It sets no handshake time-out by itself.
	 * @param allocator where its buffers come from
	 * @param peerName on a client the host name or address of the server, which its
	 * certificate has to be for and, if a name, which is sent as server name;
	 * {@code null} on a server
	 * @param peerPort on a client the port of the server, else -1
	 * @param watch puts something between the handler and its engine, where the engine
	 * suffers it
	 * @return the handler
	 */
	SslHandler newHandler(ByteBufAllocator allocator, @Nullable String peerName, int peerPort,
			UnaryOperator<SSLEngine> watch);

	/**
	 * Return whether a finished handshake resumed an earlier session.
	 * @param session the session of the connection
	 * @param startMillis when the handshake began, in milliseconds since the epoch
	 * @return {@code true} if it did
	 */
	boolean resumed(SSLSession session, long startMillis);

	/**
	 * Return whether data can still be written after the peer's {@code close_notify}.
	 * @param session the session of the connection
	 * @return {@code true} if the directions close one by one
	 */
	boolean halfClose(SSLSession session);

}
