package dev.tlsboot.autoconfigure.metrics;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.tlsboot.ConnectionLimit;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CipherInfo;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.trust.AuthorizationError;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class TlsMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final TlsMetrics metrics = new TlsMetrics();

	private final TlsServer server = mock(TlsServer.class);

	private final TlsClient client = mock(TlsClient.class);

	@BeforeEach
	void bind() {
		given(this.server.name()).willReturn("default");
		given(this.client.name()).willReturn("default");
		this.metrics.bindTo(this.registry);
		this.metrics.listening(this.server, new InetSocketAddress(0));
	}

	private static CleartextStream stream(boolean authorized, AuthorizationError error) {
		CleartextStream stream = mock(CleartextStream.class);
		given(stream.authorized()).willReturn(authorized);
		given(stream.authorizationError()).willReturn(error);
		given(stream.protocol()).willReturn("TLSv1.2");
		given(stream.cipher()).willReturn(CipherInfo.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
		given(stream.resumed()).willReturn(true);
		return stream;
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

	@Test
	void countConnections() {
		given(this.server.connections()).willReturn(3);
		this.metrics.connected(this.server);
		this.metrics.connected(this.server);
		this.metrics.refused(this.server, ConnectionLimit.MAX_CONNECTIONS);
		assertThat(this.registry.get("tls.server.connections").tag("server", "default").gauge().value()).isEqualTo(3);
		assertThat(count("tls.server.connections.accepted", "server", "default")).isEqualTo(2);
		assertThat(count("tls.server.connections.refused", "server", "default", "reason", "max-connections"))
			.isEqualTo(1);
	}

	@Test
	void countBytes() {
		given(this.server.bytesRead()).willReturn(10L);
		given(this.server.bytesWritten()).willReturn(20L);
		assertThat(this.registry.get("tls.server.bytes.read").functionCounter().count()).isEqualTo(10);
		assertThat(this.registry.get("tls.server.bytes.written").functionCounter().count()).isEqualTo(20);
		assertThat(this.registry.get("tls.server.bytes.read").functionCounter().getId().getBaseUnit())
			.isEqualTo("bytes");
	}

	@Test
	void countSessions() {
		CleartextStream stream = stream(false, null);
		this.metrics.sessionCreated(this.server, "id", new byte[1], stream);
		this.metrics.sessionLookedUp(this.server, "id", ResumptionOutcome.HIT, stream);
		this.metrics.sessionLookedUp(this.server, "id", ResumptionOutcome.HIT, stream);
		this.metrics.sessionLookedUp(this.server, "made up", ResumptionOutcome.MISS, stream);
		this.metrics.sessionLookedUp(this.server, "id", ResumptionOutcome.ERROR, stream);
		this.metrics.sessionNotStored(this.server, "id", new IllegalStateException());
		assertThat(count("tls.server.sessions", "server", "default", "event", "new")).isEqualTo(1);
		assertThat(count("tls.server.sessions", "server", "default", "event", "hit")).isEqualTo(2);
		assertThat(count("tls.server.sessions", "server", "default", "event", "miss")).isEqualTo(1);
		assertThat(count("tls.server.sessions", "server", "default", "event", "error")).isEqualTo(2);
		assertThat(this.registry.get("tls.server.sessions").counters()).hasSize(4);
	}

	@Test
	void timeHandshakesThatSucceed() {
		CleartextStream stream = stream(false, null);
		this.metrics.secured(this.server, stream, Duration.ofMillis(10));
		this.metrics.secured(this.server, stream, Duration.ofMillis(30));
		Timer timer = this.registry.get("tls.server.handshakes")
			.tags("server", "default", "result", "success", "reason", "none", "protocol", "TLSv1.2", "cipher",
					stream.cipher().name(), "resumed", "true")
			.timer();
		assertThat(timer.count()).isEqualTo(2);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
	}

	@Test
	void timeHandshakesThatFailUnderTheSameTagKeys() {
		this.metrics.secured(this.server, stream(false, null), Duration.ofMillis(1));
		this.metrics.handshakeFailed(this.server, new TlsHandshakeException(FailureReason.NOT_TLS, "x", null), null,
				Duration.ofMillis(5));
		Timer timer = this.registry.get("tls.server.handshakes")
			.tags("result", "failure", "reason", "not-tls", "protocol", "none", "cipher", "none", "resumed", "none")
			.timer();
		assertThat(timer.count()).isEqualTo(1);
		assertThat(this.registry.get("tls.server.handshakes").timers()).hasSize(2)
			.extracting((each) -> each.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet()))
			.containsOnly(Set.of("server", "result", "reason", "protocol", "cipher", "resumed"));
	}

	@Test
	void countVerdictsOnPeersThatWereAskedForACertificate() {
		this.metrics.secured(this.server, stream(true, null), Duration.ZERO);
		this.metrics.secured(this.server, stream(false, null), Duration.ZERO);
		this.metrics.secured(this.server, stream(false,
				new AuthorizationError(AuthorizationError.Code.DEPTH_ZERO_SELF_SIGNED_CERT, "CN=peer made this up")),
				Duration.ZERO);
		assertThat(count("tls.server.authorizations", "authorized", "true", "error", "none")).isEqualTo(1);
		assertThat(count("tls.server.authorizations", "authorized", "false", "error", "DEPTH_ZERO_SELF_SIGNED_CERT"))
			.isEqualTo(1);
		assertThat(this.registry.get("tls.server.authorizations").counters()).hasSize(2);
	}

	@Test
	void timeTheLifeOfConnections() {
		this.metrics.closed(this.server, stream(false, null), Duration.ofSeconds(3), null);
		assertThat(this.registry.get("tls.server.connection.duration")
			.tag("server", "default")
			.timer()
			.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
	}

	@Test
	void countClientsApart() {
		this.metrics.connected(this.client);
		this.metrics.secured(this.client, stream(true, null), Duration.ofMillis(1));
		assertThat(count("tls.client.connections.accepted", "client", "default")).isEqualTo(1);
		assertThat(this.registry.get("tls.client.handshakes").tag("client", "default").timer().count()).isEqualTo(1);
		assertThat(this.registry.find("tls.server.handshakes").timer()).isNull();
	}

	@Test
	void sumUpEndpointsOfOneName() {
		TlsClient other = mock(TlsClient.class);
		given(other.name()).willReturn("default");
		given(other.connections()).willReturn(2);
		given(this.client.connections()).willReturn(1);
		this.metrics.connected(this.client);
		this.metrics.connected(other);
		this.metrics.connected(other);
		assertThat(this.registry.get("tls.client.connections").gauge().value()).isEqualTo(3);
	}

	@Test
	void areKeptInEveryRegistry() {
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(other);
		this.metrics.connected(this.server);
		assertThat(other.get("tls.server.connections.accepted").counter().count()).isEqualTo(1);
		assertThat(count("tls.server.connections.accepted")).isEqualTo(1);
	}

	@Test
	void areInARegistryThatComesAfterTheServer() {
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		this.metrics.bindTo(late);
		assertThat(late.get("tls.server.connections").gauge().value()).isZero();
	}

	@Test
	void holdNoAddress() {
		this.metrics.connected(this.server);
		this.metrics.handshakeFailed(this.server, new TlsHandshakeException(FailureReason.TIMEOUT, "x", null),
				new InetSocketAddress("192.0.2.7", 4711), Duration.ZERO);
		List<String> values = this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.flatMap((id) -> id.getTags().stream())
			.map(Tag::getValue)
			.toList();
		assertThat(values).noneMatch((value) -> value.contains("192.0.2.7") || value.contains("4711"));
	}

	@Test
	void haveTheNamesOfPrometheus() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		this.metrics.bindTo(prometheus);
		this.metrics.connected(this.server);
		this.metrics.secured(this.server, stream(true, null), Duration.ofMillis(1));
		this.metrics.handshakeFailed(this.server, new TlsHandshakeException(FailureReason.TIMEOUT, "x", null), null,
				Duration.ofMillis(1));
		this.metrics.closed(this.server, stream(true, null), Duration.ofMillis(1), null);
		assertThat(prometheus.scrape()).contains("tls_server_connections{server=\"default\"}")
			.contains("tls_server_connections_accepted_total{server=\"default\"} 1.0")
			.contains("tls_server_handshakes_seconds_count{")
			.contains("result=\"failure\"")
			.contains("tls_server_bytes_read_bytes_total{server=\"default\"}")
			.contains("tls_server_connection_duration_seconds_sum{server=\"default\"}")
			.contains("tls_server_authorizations_total{authorized=\"true\",error=\"none\",server=\"default\"} 1.0");
	}

}
