package dev.tlsboot.testing;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;

/**
 * Remembers what happened.
 */
public final class RecordingObserver implements TlsObserver {

	private final List<String> steps = new CopyOnWriteArrayList<>();

	private final List<TlsHandshakeException> failures = new CopyOnWriteArrayList<>();

	private final List<Throwable> errors = new CopyOnWriteArrayList<>();

	/**
	 * Return the names of what happened, in order.
	 */
	public List<String> steps() {
		return this.steps;
	}

	/**
	 * Return what handshakes failed with.
	 */
	public List<TlsHandshakeException> failures() {
		return this.failures;
	}

	/**
	 * Return what broke connections after their handshake.
	 */
	public List<Throwable> errors() {
		return this.errors;
	}

	@Override
	public void listening(TlsEndpoint server, SocketAddress address) {
		this.steps.add("listening");
	}

	@Override
	public void serverClosed(TlsEndpoint server, SocketAddress address) {
		this.steps.add("serverClosed");
	}

	@Override
	public void connected(TlsEndpoint endpoint) {
		this.steps.add("connected");
	}

	@Override
	public void refused(TlsEndpoint server, ConnectionLimit limit) {
		this.steps.add("refused");
	}

	@Override
	public void secured(TlsEndpoint endpoint, CleartextStream stream, Duration duration) {
		this.steps.add("secured");
	}

	@Override
	public void handshakeFailed(TlsEndpoint endpoint, TlsHandshakeException failure, SocketAddress remoteAddress,
			Duration duration) {
		this.failures.add(failure);
		this.steps.add("handshakeFailed");
	}

	@Override
	public void sessionLookedUp(TlsEndpoint server, String id, ResumptionOutcome outcome, Object connection) {
		this.steps.add("session " + outcome.tag());
	}

	@Override
	public void sessionCreated(TlsEndpoint server, String id, byte[] session, CleartextStream stream) {
		this.steps.add("session new");
	}

	@Override
	public void sessionNotStored(TlsEndpoint server, String id, Throwable error) {
		this.steps.add("session not stored");
	}

	@Override
	public void renegotiation(TlsEndpoint server, CleartextStream stream, RenegotiationKind kind, int count, int limit,
			boolean refused) {
		this.steps.add(kind + " " + count + "/" + limit + (refused ? " refused" : " allowed"));
	}

	@Override
	public void closed(TlsEndpoint endpoint, CleartextStream stream, Duration duration, Throwable error) {
		if (error != null) {
			this.errors.add(error);
		}
		this.steps.add("closed");
	}

}
