package dev.tlsboot.autoconfigure.metrics;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.UnauthorizedPeerException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the meters of all servers and clients, in each registry it is bound to. Those of
 * a server are there once it listens, those of a client with its first connection.
 */
class TlsMetrics implements TlsObserver, MeterBinder {

	private final List<RegistryMeters> registries = new CopyOnWriteArrayList<>();

	private final Set<TlsEndpoint> servers = ConcurrentHashMap.newKeySet();

	@Override
	public void bindTo(MeterRegistry registry) {
		RegistryMeters meters = new RegistryMeters(registry);
		this.registries.add(meters);
		this.servers.forEach(meters::of);
	}

	@Override
	public void listening(TlsEndpoint server, SocketAddress address) {
		this.servers.add(server);
		for (RegistryMeters registry : this.registries) {
			registry.of(server);
		}
	}

	@Override
	public void connected(TlsEndpoint endpoint) {
		for (RegistryMeters registry : this.registries) {
			registry.of(endpoint).connected();
		}
	}

	@Override
	public void refused(TlsEndpoint server, ConnectionLimit limit) {
		for (RegistryMeters registry : this.registries) {
			registry.of(server).refused(limit);
		}
	}

	@Override
	public void secured(TlsEndpoint endpoint, CleartextStream stream, Duration duration) {
		AuthorizationError error = stream.authorizationError();
		for (RegistryMeters registry : this.registries) {
			EndpointMeters meters = registry.of(endpoint);
			meters.handshake(HandshakeTags.of(stream), duration);
			if (stream.authorized() || error != null) {
				meters.authorization(error);
			}
		}
	}

	@Override
	public void handshakeFailed(TlsEndpoint endpoint, TlsHandshakeException failure,
			@Nullable SocketAddress remoteAddress, Duration duration) {
		AuthorizationError error = authorizationError(failure);
		for (RegistryMeters registry : this.registries) {
			EndpointMeters meters = registry.of(endpoint);
			meters.handshake(HandshakeTags.of(failure), duration);
			if (error != null) {
				meters.authorization(error);
			}
		}
	}

	private static @Nullable AuthorizationError authorizationError(TlsHandshakeException failure) {
		for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
			if (each instanceof UnauthorizedPeerException unauthorized) {
				return unauthorized.error();
			}
		}
		return null;
	}

	@Override
	public void sessionLookedUp(TlsEndpoint server, String id, ResumptionOutcome outcome, Object connection) {
		session(server, outcome.tag());
	}

	@Override
	public void sessionCreated(TlsEndpoint server, String id, byte[] session, CleartextStream stream) {
		session(server, "new");
	}

	@Override
	public void sessionNotStored(TlsEndpoint server, String id, Throwable error) {
		session(server, ResumptionOutcome.ERROR.tag());
	}

	private void session(TlsEndpoint server, String event) {
		for (RegistryMeters registry : this.registries) {
			registry.of(server).session(event);
		}
	}

	@Override
	public void renegotiation(TlsEndpoint server, CleartextStream stream, RenegotiationKind kind, int count, int limit,
			boolean refused) {
		for (RegistryMeters registry : this.registries) {
			registry.of(server).renegotiation(kind, refused);
		}
	}

	@Override
	public void closed(TlsEndpoint endpoint, CleartextStream stream, Duration duration, @Nullable Throwable error) {
		for (RegistryMeters registry : this.registries) {
			registry.of(endpoint).closed(duration);
		}
	}

}
