package dev.tlsboot;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes everything on to several observers.
 */
final class CompositeObserver implements TlsObserver {

	private static final Logger logger = LoggerFactory.getLogger(TlsObserver.class);

	private final TlsObserver[] observers;

	CompositeObserver(List<? extends TlsObserver> observers) {
		this.observers = observers.toArray(TlsObserver[]::new);
	}

	@Override
	public void listening(TlsEndpoint server, SocketAddress address) {
		each((observer) -> observer.listening(server, address));
	}

	@Override
	public void serverClosed(TlsEndpoint server, SocketAddress address) {
		each((observer) -> observer.serverClosed(server, address));
	}

	@Override
	public TlsAttempt attempt(TlsEndpoint endpoint) {
		List<TlsAttempt> attempts = new ArrayList<>(1);
		each((observer) -> {
			TlsAttempt attempt = observer.attempt(endpoint);
			if (attempt != TlsAttempt.UNOBSERVED) {
				attempts.add(new GuardedAttempt(observer, attempt));
			}
		});
		return switch (attempts.size()) {
			case 0 -> TlsAttempt.UNOBSERVED;
			case 1 -> attempts.get(0);
			default -> new CompositeAttempt(attempts);
		};
	}

	@Override
	public void connected(TlsEndpoint endpoint) {
		each((observer) -> observer.connected(endpoint));
	}

	@Override
	public void refused(TlsEndpoint server, ConnectionLimit limit) {
		each((observer) -> observer.refused(server, limit));
	}

	@Override
	public void secured(TlsEndpoint endpoint, CleartextStream stream, Duration duration) {
		each((observer) -> observer.secured(endpoint, stream, duration));
	}

	@Override
	public void handshakeFailed(TlsEndpoint endpoint, TlsHandshakeException failure,
			@Nullable SocketAddress remoteAddress, Duration duration) {
		each((observer) -> observer.handshakeFailed(endpoint, failure, remoteAddress, duration));
	}

	@Override
	public void sessionLookedUp(TlsEndpoint server, String id, ResumptionOutcome outcome, Object connection) {
		each((observer) -> observer.sessionLookedUp(server, id, outcome, connection));
	}

	@Override
	public void sessionCreated(TlsEndpoint server, String id, byte[] session, CleartextStream stream) {
		each((observer) -> observer.sessionCreated(server, id, session, stream));
	}

	@Override
	public void sessionNotStored(TlsEndpoint server, String id, Throwable error) {
		each((observer) -> observer.sessionNotStored(server, id, error));
	}

	@Override
	public void renegotiation(TlsEndpoint server, CleartextStream stream, RenegotiationKind kind, int count, int limit,
			boolean refused) {
		each((observer) -> observer.renegotiation(server, stream, kind, count, limit, refused));
	}

	@Override
	public void closed(TlsEndpoint endpoint, CleartextStream stream, Duration duration, @Nullable Throwable error) {
		each((observer) -> observer.closed(endpoint, stream, duration, error));
	}

	private void each(Consumer<TlsObserver> step) {
		for (TlsObserver observer : this.observers) {
			guarded(observer, step);
		}
	}

	private static void guarded(TlsObserver observer, Consumer<TlsObserver> step) {
		try {
			step.accept(observer);
		}
		catch (Throwable ex) {
			logger.warn("{} failed; connections go on", observer.getClass().getName(), ex);
		}
	}

	private record GuardedAttempt(TlsObserver observer, TlsAttempt attempt) implements TlsAttempt {

		@Override
		public CompletionStage<Void> mayBegin() {
			return this.attempt.mayBegin();
		}

		@Override
		public void ended(@Nullable CleartextStream stream, @Nullable Throwable failure) {
			guarded(this.observer, (observer) -> this.attempt.ended(stream, failure));
		}

	}

	private record CompositeAttempt(List<TlsAttempt> attempts) implements TlsAttempt {

		@Override
		public CompletionStage<Void> mayBegin() {
			return CompletableFuture.allOf(this.attempts.stream()
				.map((attempt) -> attempt.mayBegin().toCompletableFuture())
				.toArray(CompletableFuture<?>[]::new));
		}

		@Override
		public void ended(@Nullable CleartextStream stream, @Nullable Throwable failure) {
			this.attempts.forEach((attempt) -> attempt.ended(stream, failure));
		}

	}

}
