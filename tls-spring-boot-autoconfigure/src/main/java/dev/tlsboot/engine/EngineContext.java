package dev.tlsboot.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.renegotiation.RenegotiationKind;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections that share keys, trust and session cache. Safe for use by several
 * threads.
 */
public interface EngineContext {

	/**
	 * Return who speaks TLS here.
	 * @return the engine; never one that chooses among others
	 */
	TlsEngine engine();

	/**
	 * Return what connections may be encrypted with.
	 * @return the cipher suites by preference; those of protocol versions that are not
	 * spoken are left out
	 */
	List<CipherSuite> ciphers();

	/**
	 * Make the handler of one connection. It sets no handshake time-out by itself.
	 * @param allocator where its buffers come from
	 * @param parameters what is known of the connection
	 * @param watch puts something between the handler and its engine, where the engine
	 * suffers it
	 * @return the handler
	 */
	SslHandler newHandler(ByteBufAllocator allocator, ConnectionParameters parameters, UnaryOperator<SSLEngine> watch);

	/**
	 * Seal and open session tickets with other keys from now on, where the engine can.
	 * @param keys the first issues, all accept; a list that is used already means nothing
	 * to do
	 */
	default void ticketKeys(List<TicketKey> keys) {
	}

	/**
	 * Return whether a session comes from a connection of this context, so that it may be
	 * among those that later ones resume.
	 * @param session the session
	 * @return {@code true} if it does
	 */
	default boolean made(SSLSession session) {
		return false;
	}

	/**
	 * Return whether a finished handshake resumed an earlier session.
	 * @param engine the engine of the connection, as its handler has it
	 * @param startMillis when the handshake began, in milliseconds since the epoch
	 * @return {@code true} if it did
	 */
	boolean resumed(SSLEngine engine, long startMillis);

	/**
	 * Return whether data can still be written after the peer's {@code close_notify}.
	 * @param session the session of the connection
	 * @return {@code true} if the directions close one by one
	 */
	boolean halfClose(SSLSession session);

	/**
	 * Return what was agreed on by ALPN (RFC 7301).
	 * @param engine the engine of a connection, after its handshake
	 * @return the protocol, or {@code null} for none
	 */
	@Nullable String alpnProtocol(SSLEngine engine);

	/**
	 * Return what was agreed on by NPN, the draft before ALPN.
	 * @param engine the engine of a connection, after its handshake
	 * @return the protocol, or {@code null} for none
	 */
	default @Nullable String npnProtocol(SSLEngine engine) {
		return null;
	}

	/**
	 * Return what the client asked for, where the engine refuses it by itself.
	 * @param error what the engine threw after the handshake
	 * @return what was refused, or empty if it is about something else
	 */
	default Optional<RenegotiationKind> refused(Throwable error) {
		return Optional.empty();
	}

}
