package dev.tlsboot;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;

/**
 * The one hook out of this library: what just happened. Methods run on an event loop and
 * must not block. What one throws is logged and touches no connection.
 */
public interface TlsObserver {

	/**
	 * A server has been bound.
	 * @param server the server
	 * @param address the address it listens on
	 */
	default void listening(TlsEndpoint server, SocketAddress address) {
	}

	/**
	 * A server accepts no more, and its last connection is gone.
	 * @param server the server
	 * @param address the address it listened on
	 */
	default void serverClosed(TlsEndpoint server, SocketAddress address) {
	}

	/**
	 * An attempt to get a secured connection begins: a server has accepted one, or a
	 * client has been told to connect. With a client this runs on the thread that told it
	 * to, so that what is bound to that thread can be seen.
	 * @param endpoint the server or client
	 * @return is told how it ended
	 */
	default TlsAttempt attempt(TlsEndpoint endpoint) {
		return TlsAttempt.UNOBSERVED;
	}

	/**
	 * A connection was accepted by a server, or made by a client. Its handshake begins.
	 * @param endpoint the server or client
	 */
	default void connected(TlsEndpoint endpoint) {
	}

	/**
	 * A connection was refused before any TLS, because a limit was reached.
	 * @param server the server
	 * @param limit the limit
	 */
	default void refused(TlsEndpoint server, ConnectionLimit limit) {
	}

	/**
	 * A handshake is done and the peer has been let in.
	 * @param endpoint the server or client
	 * @param stream the connection
	 * @param duration how long it took
	 */
	default void secured(TlsEndpoint endpoint, CleartextStream stream, Duration duration) {
	}

	/**
	 * A handshake failed. The connection is being closed.
	 * @param endpoint the server or client
	 * @param failure why
	 * @param remoteAddress the peer, or {@code null} if it was not known any more
	 * @param duration how long it took
	 */
	default void handshakeFailed(TlsEndpoint endpoint, TlsHandshakeException failure,
			@Nullable SocketAddress remoteAddress, Duration duration) {
	}

	/**
	 * A client asked for a session of the store, and its handshake has ended. Told before
	 * {@link #secured} or {@link #handshakeFailed}.
	 * @param server the server
	 * @param id the session id
	 * @param outcome what came of it
	 * @param connection the {@link CleartextStream}, or the {@link TlsHandshakeException}
	 * where it came to none: what is told next is about the same
	 */
	default void sessionLookedUp(TlsEndpoint server, String id, ResumptionOutcome outcome, Object connection) {
	}

	/**
	 * A full handshake made a session, which goes into the store. Told before
	 * {@link #secured}.
	 * @param server the server
	 * @param id the session id
	 * @param session the session as it is stored; not to be changed
	 * @param stream the connection
	 */
	default void sessionCreated(TlsEndpoint server, String id, byte[] session, CleartextStream stream) {
	}

	/**
	 * A session was not stored. The connection that made it goes on, or has gone.
	 * @param server the server
	 * @param id the session id
	 * @param error why
	 */
	default void sessionNotStored(TlsEndpoint server, String id, Throwable error) {
	}

	/**
	 * A client asked for a renegotiation, or for a KeyUpdate.
	 * @param server the server
	 * @param stream the connection
	 * @param kind what it asked for
	 * @param count how often it has within the window, this time included
	 * @param limit how often it may
	 * @param refused whether this is too often; the connection is closed then
	 */
	default void renegotiation(TlsEndpoint server, CleartextStream stream, RenegotiationKind kind, int count, int limit,
			boolean refused) {
	}

	/**
	 * A connection that had been secured is gone.
	 * @param endpoint the server or client
	 * @param stream the connection
	 * @param duration how long it lived, the handshake included
	 * @param error what broke it, or {@code null} after a clean end
	 */
	default void closed(TlsEndpoint endpoint, CleartextStream stream, Duration duration, @Nullable Throwable error) {
	}

	/**
	 * Return an observer that passes everything on to several, and keeps what they throw
	 * from their connections and from each other.
	 * @param observers the observers, in order
	 * @return one observer
	 */
	static TlsObserver of(List<? extends TlsObserver> observers) {
		return new CompositeObserver(observers);
	}

}
