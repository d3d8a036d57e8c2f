package dev.tlsboot.autoconfigure.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Connections that end in every way there is. Afterwards there are none, as the gauge has
 * it, and each was counted once by everything that counts it.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
@Timeout(60)
class ConnectionEndTests {

	@Parameter
	private TestEngine engine;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final TlsMetrics metrics = new TlsMetrics();

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	private TestTls tls;

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
		this.tls = new TestTls(this.engine);
	}

	@AfterEach
	void close() {
		this.tls.close();
	}

	private int serve(Consumer<TlsServer.Builder> settings) {
		return TestTls.port(server(settings));
	}

	private TlsServer server(Consumer<TlsServer.Builder> settings) {
		return this.tls.serve(this.engine.serverContext().build(), (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> settings.accept(builder.observers(List.of(this.metrics))));
	}

	private static Consumer<TlsServer.Builder> asItComes() {
		return (builder) -> {
		};
	}

	private JdkPeer greeted(int port) throws IOException {
		JdkPeer peer = JdkPeer.connect(port);
		assertThat(peer.receive()).isEqualTo("welcome!");
		return peer;
	}

	private double gauge() {
		double value = this.registry.get("tls.server.connections").gauge().value();
		assertThat(value).isNotNegative();
		return value;
	}

	private void assertAllGone(int accepted, int secured) {
		await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
			assertThat(gauge()).isZero();
			assertThat(this.registry.get("tls.server.connections.accepted").counter().count()).isEqualTo(accepted);
			assertThat(handshakes("success")).isEqualTo(secured);
			assertThat(handshakes("failure")).isEqualTo(accepted - secured);
			assertThat(this.registry.get("tls.server.connection.duration").timer().count()).isEqualTo(secured);
		});
	}

	private long handshakes(String result) {
		return this.registry.find("tls.server.handshakes")
			.tag("result", result)
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	@Test
	void theClientEnds() throws Exception {
		try (JdkPeer peer = greeted(serve(asItComes()))) {
			assertThat(gauge()).isEqualTo(1);
		}
		assertAllGone(1, 1);
	}

	@Test
	void theClientResets() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serve(asItComes()))) {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
			SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, false);
			tls.startHandshake();
			assertThat(tls.getInputStream().read()).isEqualTo('w');
			socket.setSoLinger(true, 0);
		}
		assertAllGone(1, 1);
	}

	@Test
	void theServerEnds() throws Exception {
		try (JdkPeer peer = greeted(serve(asItComes()))) {
			this.streams.take().end();
			assertThat(peer.receive()).isNull();
		}
		assertAllGone(1, 1);
	}

	@Test
	void theServerDestroys() throws Exception {
		try (JdkPeer peer = greeted(serve(asItComes()))) {
			this.streams.take().destroy();
			await().until(() -> gauge() == 0);
		}
		assertAllGone(1, 1);
	}

	@Test
	void theListenerThrows() throws Exception {
		int port = TestTls.port(this.tls.serve(this.engine.serverContext().build(), (stream) -> {
			throw new IllegalStateException("a listener's mistake");
		}, (builder) -> builder.observers(List.of(this.metrics))));
		try (JdkPeer peer = JdkPeer.connect(port)) {
			await().until(() -> gauge() == 0);
		}
		assertAllGone(1, 1);
	}

	@Test
	void nothingMoves() throws Exception {
		try (JdkPeer peer = greeted(serve((builder) -> builder.idleTimeout(Duration.ofMillis(200))))) {
			await().until(() -> gauge() == 0);
		}
		assertAllGone(1, 1);
	}

	@Test
	void theServerIsStopped() throws Exception {
		TlsServer server = server(asItComes());
		try (JdkPeer peer = greeted(TestTls.port(server))) {
			server.close();
			TestTls.get(server.closeConnections());
		}
		assertAllGone(1, 1);
	}

	@Test
	void theHandshakeFails() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serve(asItComes()))) {
			socket.getOutputStream().write(new byte[100]);
			socket.setSoTimeout(20_000);
			socket.getInputStream().readAllBytes();
		}
		assertAllGone(1, 0);
	}

	@Test
	void theHandshakeIsNotDoneInTime() throws Exception {
		int port = serve((builder) -> builder.handshakeTimeout(Duration.ofMillis(100)));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(20_000);
			socket.getInputStream().readAllBytes();
		}
		assertAllGone(1, 0);
	}

	@Test
	void theHandshakeIsBrokenOff() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serve(asItComes()))) {
			socket.getOutputStream().write(new byte[] { 22, 3, 1, 2, 0, 1 });
			socket.setSoLinger(true, 0);
		}
		assertAllGone(1, 0);
	}

	@Test
	void aLimitIsReached() throws Exception {
		int port = serve((builder) -> builder.maxConnections(1));
		try (JdkPeer peer = greeted(port); Socket tooMany = new Socket(InetAddress.getLoopbackAddress(), port)) {
			tooMany.setSoTimeout(20_000);
			assertClosed(tooMany);
			assertThat(gauge()).isEqualTo(1);
		}
		assertThat(this.registry.get("tls.server.connections.refused").tag("reason", "max-connections").counter())
			.satisfies((counter) -> assertThat(counter.count()).isEqualTo(1));
		assertAllGone(1, 1);
	}

	@Test
	void tooManyHandshakesAreUnderWay() throws Exception {
		int port = serve((builder) -> builder.maxPendingHandshakes(1));
		try (Socket pending = new Socket(InetAddress.getLoopbackAddress(), port)) {
			await().until(() -> gauge() == 1);
			try (Socket tooMany = new Socket(InetAddress.getLoopbackAddress(), port)) {
				tooMany.setSoTimeout(20_000);
				assertClosed(tooMany);
			}
		}
		assertThat(
				this.registry.get("tls.server.connections.refused").tag("reason", "max-pending-handshakes").counter())
			.satisfies((counter) -> assertThat(counter.count()).isEqualTo(1));
		assertAllGone(1, 0);
	}

	private static void assertClosed(Socket socket) {
		try {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		catch (IOException ex) {
			// reset is closed as well
		}
	}

	@Test
	void theClientRenegotiatesTooOften() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		int port = serve(asItComes());
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-tls1_2", "-connect",
				"127.0.0.1:" + port)) {
			client.awaitOutput("welcome!");
			int allowed = (this.engine == TestEngine.JDK) ? 3 : 0;
			for (int i = 1; i <= allowed; i++) {
				int sent = i;
				client.send("R\n");
				await().until(() -> renegotiations("allowed") == sent);
			}
			client.send("R\n");
			await().until(() -> renegotiations("refused") == 1);
		}
		assertAllGone(1, 1);
	}

	private double renegotiations(String outcome) {
		return this.registry.find("tls.server.renegotiations")
			.tags("kind", "renegotiation", "outcome", outcome)
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

}
