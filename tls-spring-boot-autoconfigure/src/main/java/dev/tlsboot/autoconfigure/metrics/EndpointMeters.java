package dev.tlsboot.autoconfigure.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.trust.AuthorizationError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the servers, or clients, of one name in one registry. Looking a meter up
 * by its tags costs more than counting, so each is looked up once.
 */
class EndpointMeters {

	private final List<TlsEndpoint> endpoints = new CopyOnWriteArrayList<>();

	private final MeterRegistry registry;

	private final String prefix;

	private final Tags tags;

	private final Counter accepted;

	private final Timer duration;

	private final ConcurrentMap<ConnectionLimit, Counter> refused = new ConcurrentHashMap<>();

	private final ConcurrentMap<HandshakeTags, Timer> handshakes = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Counter> authorizations = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Counter> renegotiations = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Counter> sessions = new ConcurrentHashMap<>();

	/**
	 * Create meters, and register those that are there from the beginning.
	 * @param registry where they are registered
	 * @param kind {@code server} or {@code client}
	 * @param name the name of the server or client
	 */
	EndpointMeters(MeterRegistry registry, String kind, String name) {
		this.registry = registry;
		this.prefix = "tls." + kind + ".";
		this.tags = Tags.of(kind, name);
		Gauge.builder(this.prefix + "connections", () -> sum(TlsEndpoint::connections))
			.description("Connections there are now, those whose handshake is under way included")
			.tags(this.tags)
			.register(registry);
		this.accepted = Counter.builder(this.prefix + "connections.accepted")
			.description("TCP connections that a server has accepted")
			.tags(this.tags)
			.register(registry);
		this.duration = Timer.builder(this.prefix + "connection.duration")
			.description("Life of connections that have been secured, the handshake included")
			.tags(this.tags)
			.register(registry);
		bytes("read", "Bytes that came in on the wire, those of TLS included", TlsEndpoint::bytesRead);
		bytes("written", "Bytes handed to the wire, those of TLS included", TlsEndpoint::bytesWritten);
	}

	private void bytes(String direction, String description, ToLongFunction<TlsEndpoint> figure) {
		FunctionCounter.builder(this.prefix + "bytes." + direction, this, (meters) -> meters.sum(figure))
			.description(description)
			.baseUnit(BaseUnits.BYTES)
			.tags(this.tags)
			.register(this.registry);
	}

	private long sum(ToLongFunction<TlsEndpoint> figure) {
		return this.endpoints.stream().mapToLong(figure).sum();
	}

	void join(TlsEndpoint endpoint) {
		this.endpoints.add(endpoint);
	}

	void connected() {
		this.accepted.increment();
	}

	void refused(ConnectionLimit limit) {
		meter(this.refused, limit,
				(key) -> Counter.builder(this.prefix + "connections.refused")
					.description("Connections closed before any TLS, because a limit was reached")
					.tags(this.tags.and("reason", key.tag()))
					.register(this.registry))
			.increment();
	}

	void handshake(HandshakeTags handshake, Duration duration) {
		meter(this.handshakes, handshake,
				(key) -> Timer.builder(this.prefix + "handshakes")
					.description("Handshakes, from the TCP connection to their end")
					.tags(this.tags.and(key.tags()))
					.register(this.registry))
			.record(duration);
	}

	void authorization(@Nullable AuthorizationError error) {
		String code = (error != null) ? error.code().name() : HandshakeTags.NONE;
		meter(this.authorizations, code,
				(key) -> Counter.builder(this.prefix + "authorizations")
					.description("Verdicts on the certificates of peers that were asked for one")
					.tags(this.tags.and("authorized", String.valueOf(error == null), "error", key))
					.register(this.registry))
			.increment();
	}

	void renegotiation(RenegotiationKind kind, boolean refused) {
		String outcome = refused ? "refused" : "allowed";
		meter(this.renegotiations, kind.tag() + " " + outcome,
				(key) -> Counter.builder(this.prefix + "renegotiations")
					.description("Renegotiations and KeyUpdates that clients asked for")
					.tags(this.tags.and("kind", kind.tag(), "outcome", outcome))
					.register(this.registry))
			.increment();
	}

	void session(String event) {
		meter(this.sessions, event,
				(key) -> Counter.builder(this.prefix + "sessions")
					.description("Sessions put into the store, and asked of it")
					.tags(this.tags.and("event", key))
					.register(this.registry))
			.increment();
	}

	void closed(Duration duration) {
		this.duration.record(duration);
	}

	/**
	 * A map may lock to compute what it has already.
	 */
	private static <K, M> M meter(ConcurrentMap<K, M> meters, K key, Function<K, M> register) {
		M meter = meters.get(key);
		return (meter != null) ? meter : meters.computeIfAbsent(key, register);
	}

}
