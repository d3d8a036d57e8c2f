package dev.tlsboot.autoconfigure.metrics;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletionException;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestTls;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TlsObservationsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final TlsObservations observations = new TlsObservations(this.registry);

	private final TestTls tls = new TestTls();

	@AfterEach
	void close() {
		this.tls.close();
	}

	private TlsServer server() {
		return this.tls.serve(TestTls.serverContext().build(), TestTls.echo(),
				(builder) -> builder.observers(List.of(this.observations)));
	}

	private TlsClient client() {
		return this.tls.client(TestTls.clientContext().build(),
				(builder) -> builder.observers(List.of(this.observations)));
	}

	private TestObservationRegistryAssert observed() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	@Test
	void spanTheHandshakeOfAServerAndTheConnectingOfAClientWithinWhatItsCallerDoes() {
		TlsServer server = server();
		Observation caller = Observation.createNotStarted("caller", this.registry);
		CleartextStream stream = caller.observe(() -> TestTls.get(client().connect(TestTls.port(server), "localhost")));
		await().untilAsserted(() -> observed().hasObservationWithNameEqualTo("tls.server.handshake")
			.that()
			.hasBeenStopped()
			.doesNotHaveError()
			.hasLowCardinalityKeyValue("server", "default")
			.hasLowCardinalityKeyValue("result", "success")
			.hasLowCardinalityKeyValue("protocol", "TLSv1.3"));
		observed().hasObservationWithNameEqualTo("tls.client.connect")
			.that()
			.hasBeenStopped()
			.hasParentObservationEqualTo(caller)
			.hasLowCardinalityKeyValue("client", "default")
			.hasLowCardinalityKeyValue("cipher", stream.cipher().name());
		stream.destroy();
	}

	@Test
	void tellWhyAHandshakeFailed() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), TestTls.port(server()))) {
			socket.getOutputStream().write(new byte[100]);
			await().untilAsserted(() -> observed().hasObservationWithNameEqualTo("tls.server.handshake")
				.that()
				.hasBeenStopped()
				.hasError()
				.hasLowCardinalityKeyValue("result", "failure")
				.hasLowCardinalityKeyValue("reason", "not-tls"));
		}
	}

	@Test
	void endWhenNobodyListens() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> client().connect(port, "localhost").toCompletableFuture().join());
		await().untilAsserted(() -> observed().hasObservationWithNameEqualTo("tls.client.connect")
			.that()
			.hasBeenStopped()
			.hasError()
			.hasLowCardinalityKeyValue("reason", "other"));
	}

	@Test
	void areThereWithTracingOnly() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TlsObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, ObservationRegistry::create);
		runner.run((context) -> assertThat(context).doesNotHaveBean(TlsObservations.class));
		runner.withBean(Tracer.class, () -> Tracer.NOOP)
			.run((context) -> assertThat(context).hasSingleBean(TlsObservations.class));
	}

}
