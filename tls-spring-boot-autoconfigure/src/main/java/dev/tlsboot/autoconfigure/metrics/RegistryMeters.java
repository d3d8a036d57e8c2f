package dev.tlsboot.autoconfigure.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.server.TlsServer;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters in one registry. Endpoints of one kind and name share theirs. Endpoints are
 * few and live long; they are kept for good, as counters must never fall.
 */
class RegistryMeters {

	private final MeterRegistry registry;

	private final ConcurrentMap<TlsEndpoint, EndpointMeters> byEndpoint = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, EndpointMeters> byName = new ConcurrentHashMap<>();

	RegistryMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	EndpointMeters of(TlsEndpoint endpoint) {
		EndpointMeters meters = this.byEndpoint.get(endpoint);
		return (meters != null) ? meters : this.byEndpoint.computeIfAbsent(endpoint, this::join);
	}

	private EndpointMeters join(TlsEndpoint endpoint) {
		String kind = (endpoint instanceof TlsServer) ? "server" : "client";
		EndpointMeters meters = this.byName.computeIfAbsent(kind + " " + endpoint.name(),
				(key) -> new EndpointMeters(this.registry, kind, endpoint.name()));
		meters.join(endpoint);
		return meters;
	}

}
