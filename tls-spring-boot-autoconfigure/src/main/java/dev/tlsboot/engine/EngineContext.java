package dev.tlsboot.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections that share keys, trust and session cache. Safe for use by several
 * threads.
 */
public interface EngineContext {

	/**
	 * What to use in place of Finished messages.
	 */
	String CHANNEL_BINDING = "Bind to the connection by exportKeyingMaterial instead, with the label "
			+ "EXPORTER-Channel-Binding (RFC 9266).";

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
	 * Put what speaks TLS on one connection into its pipeline. It sets no handshake
	 * time-out by itself. On the event loop.
	 * @param neighbour the place that it comes before
	 * @param parameters what is known of the connection
	 * @param watch puts something between the handler and its engine, where the engine
	 * suffers it
	 * @param tasks runs what the engine delegates, if it does
	 */
	void addBefore(ChannelHandlerContext neighbour, ConnectionParameters parameters, UnaryOperator<SSLEngine> watch,
			Executor tasks);

	/**
	 * Get ready to verify a peer whom nobody was going to ask for a certificate. May take
	 * a while, and read a file; not for event loops.
	 */
	default void prepareToVerify() {
	}

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
	 * Follow on a read after the handshake that gave nothing in clear. On the event loop.
	 * @param handler the handler of the connection
	 * @param tls its place in the pipeline
	 */
	default void readNothing(SslHandler handler, ChannelHandlerContext tls) {
	}

	/**
	 * Return whether data can still be written after the peer's {@code close_notify}.
	 * @param session the session of the connection
	 * @return {@code true} if the directions close one by one
	 */
	boolean halfClose(SSLSession session);

	/**
	 * Return whether what the peer still sends can be read after our
	 * {@code close_notify}.
	 * @param session the session of the connection
	 * @return {@code true} if it can
	 */
	default boolean readsAfterEnd(SSLSession session) {
		return halfClose(session);
	}

	/**
	 * Send {@code close_notify}. Nothing is encrypted afterwards. On the event loop.
	 * @param handler the handler of the connection, which has nothing left to encrypt
	 * @param behind the place behind it in the pipeline
	 * @return done when it is on its way
	 */
	default Future<?> closeOutbound(SslHandler handler, ChannelHandlerContext behind) {
		return handler.closeOutbound();
	}

	/**
	 * Derive a key from the secrets of a connection (RFC 5705; RFC 8446, section 7.5).
	 * @param engine the engine of a connection, after its handshake
	 * @param label what the key is for
	 * @param context what it is bound to, or {@code null} for nothing
	 * @param length its length, in bytes
	 * @return the key
	 * @throws TlsConfigurationException if this engine cannot
	 * @throws IllegalStateException if this connection cannot
	 */
	default byte[] exportKeyingMaterial(SSLEngine engine, String label, byte @Nullable [] context, int length) {
		throw cannot("export keying material", "Use engine 'jdk' on JDK 25 or newer.");
	}

	/**
	 * Return the verify data of the Finished message that we sent last.
	 * @param engine the engine of a connection, after its handshake
	 * @return the bytes
	 * @throws TlsConfigurationException if this engine does not tell
	 */
	default byte[] finished(SSLEngine engine) {
		throw cannot("tell the Finished messages of a handshake", CHANNEL_BINDING);
	}

	/**
	 * Return the verify data of the Finished message that came in last.
	 * @param engine the engine of a connection, after its handshake
	 * @return the bytes
	 * @throws TlsConfigurationException if this engine does not tell
	 */
	default byte[] peerFinished(SSLEngine engine) {
		throw cannot("tell the Finished messages of a handshake", CHANNEL_BINDING);
	}

	private TlsConfigurationException cannot(String what, String remedy) {
		return new TlsConfigurationException("engine", null, "Engine '" + engine().name() + "' cannot " + what + ".",
				remedy, null);
	}

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
