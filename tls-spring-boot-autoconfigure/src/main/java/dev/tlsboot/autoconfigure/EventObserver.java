package dev.tlsboot.autoconfigure;

import java.net.SocketAddress;
import java.time.Duration;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.ConnectionClosedEvent;
import dev.tlsboot.autoconfigure.event.NewSessionEvent;
import dev.tlsboot.autoconfigure.event.ReconnectEvent;
import dev.tlsboot.autoconfigure.event.RenegotiationEvent;
import dev.tlsboot.autoconfigure.event.ResumeSessionEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.event.SecureContextReloadFailedEvent;
import dev.tlsboot.autoconfigure.event.SecureContextReloadedEvent;
import dev.tlsboot.autoconfigure.event.ServerClosedEvent;
import dev.tlsboot.autoconfigure.event.ServerListeningEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes application events of what happens, as far as anybody listens.
 */
class EventObserver implements TlsObserver, ContextListener {

	private final EventInterest interest;

	private final EventDispatcher dispatcher;

	EventObserver(EventInterest interest, EventDispatcher dispatcher) {
		this.interest = interest;
		this.dispatcher = dispatcher;
	}

	@Override
	public void listening(TlsEndpoint endpoint, SocketAddress address) {
		if (endpoint instanceof TlsServer server) {
			this.dispatcher.govern(server);
			if (this.interest.in(ServerListeningEvent.class)) {
				this.dispatcher.dispatch(server, new ServerListeningEvent(server, address));
			}
		}
	}

	@Override
	public void serverClosed(TlsEndpoint endpoint, SocketAddress address) {
		if (endpoint instanceof TlsServer server && this.interest.in(ServerClosedEvent.class)) {
			this.dispatcher.dispatch(server, new ServerClosedEvent(server, address));
		}
	}

	@Override
	public TlsAttempt attempt(TlsEndpoint endpoint) {
		if (!(endpoint instanceof TlsClient)
				|| !(this.interest.in(SecureConnectEvent.class) || this.interest.in(ConnectionClosedEvent.class))) {
			return TlsAttempt.UNOBSERVED;
		}
		return this.dispatcher.attempt();
	}

	@Override
	public void secured(TlsEndpoint endpoint, CleartextStream stream, Duration duration) {
		if (endpoint instanceof TlsServer server && this.interest.in(SecureConnectionEvent.class)) {
			this.dispatcher.dispatch(stream, new SecureConnectionEvent(server, stream));
		}
		else if (endpoint instanceof TlsClient client && this.interest.in(SecureConnectEvent.class)) {
			this.dispatcher.dispatch(stream, new SecureConnectEvent(client, stream));
		}
	}

	@Override
	public void handshakeFailed(TlsEndpoint endpoint, TlsHandshakeException failure,
			@Nullable SocketAddress remoteAddress, Duration duration) {
		// a client's caller has the failure in hand
		if (endpoint instanceof TlsServer server && this.interest.in(ClientErrorEvent.class)) {
			this.dispatcher.dispatch(failure, new ClientErrorEvent(server, failure, remoteAddress));
		}
	}

	@Override
	public void sessionLookedUp(TlsEndpoint endpoint, String id, ResumptionOutcome outcome, Object connection) {
		if (endpoint instanceof TlsServer server && this.interest.in(ResumeSessionEvent.class)) {
			this.dispatcher.dispatch(connection, new ResumeSessionEvent(server, id, outcome));
		}
	}

	@Override
	public void sessionCreated(TlsEndpoint endpoint, String id, byte[] session, CleartextStream stream) {
		if (endpoint instanceof TlsServer server && this.interest.in(NewSessionEvent.class)) {
			this.dispatcher.dispatch(stream, new NewSessionEvent(server, id, session));
		}
	}

	@Override
	public void renegotiation(TlsEndpoint endpoint, CleartextStream stream, RenegotiationKind kind, int count,
			int limit, boolean refused) {
		if (endpoint instanceof TlsServer server && this.interest.in(RenegotiationEvent.class)) {
			this.dispatcher.dispatch(stream, new RenegotiationEvent(server, stream, kind, count, limit, refused));
		}
	}

	@Override
	public void closed(TlsEndpoint endpoint, CleartextStream stream, Duration duration, @Nullable Throwable error) {
		if (this.interest.in(ConnectionClosedEvent.class)) {
			this.dispatcher.dispatch(stream, new ConnectionClosedEvent(endpoint, stream, duration, error));
		}
	}

	@Override
	public void reloaded(TlsEndpoint endpoint, MadeContext context) {
		if (this.interest.in(SecureContextReloadedEvent.class)) {
			this.dispatcher.dispatch(endpoint,
					new SecureContextReloadedEvent(endpoint, context.name(), context.context().certificates()));
		}
	}

	@Override
	public void failed(TlsEndpoint endpoint, String context, RuntimeException failure) {
		if (this.interest.in(SecureContextReloadFailedEvent.class)) {
			this.dispatcher.dispatch(endpoint, new SecureContextReloadFailedEvent(endpoint, context, failure));
		}
	}

	void reconnect(TlsClient client, @Nullable Duration delay, @Nullable Throwable cause) {
		if (this.interest.in(ReconnectEvent.class)) {
			this.dispatcher.dispatch(client, new ReconnectEvent(client, delay, cause));
		}
	}

}
