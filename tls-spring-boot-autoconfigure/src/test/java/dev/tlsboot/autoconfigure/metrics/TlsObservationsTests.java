package dev.tlsboot.autoconfigure.metrics;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestTls;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TlsObservationsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final TlsObservations observations = new TlsObservations(this.registry, null, null);

	private final TestTls tls = new TestTls();

	@AfterEach
	void close() {
		this.tls.close();
	}

	private TlsServer server() {
		return server(this.observations);
	}

	private TlsServer server(TlsObservations observations) {
		return this.tls.serve(TestTls.serverContext().build(), TestTls.echo(),
				(builder) -> builder.observers(List.of(observations)));
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

	@ParameterizedTest
	@EnumSource
	void haveTheKeysThatAreDocumented(TlsObservationDocumentation documented) throws Exception {
		TestTls.get(client().connect(TestTls.port(server()), "localhost")).destroy();
		ObservationConvention<?> convention = (ObservationConvention<?>) documented.getDefaultConvention()
			.getConstructor()
			.newInstance();
		String[] keys = Stream.of(documented.getLowCardinalityKeyNames()).map(KeyName::asString).toArray(String[]::new);
		await().untilAsserted(() -> observed().hasObservationWithNameEqualTo(convention.getName())
			.that()
			.hasBeenStopped()
			.hasOnlyKeys(keys));
		String readme = Files.readString(Path.of("..", "README.md"));
		assertThat(readme).contains("`" + convention.getName() + "`");
		assertThat(keys).allMatch((key) -> readme.contains("`" + key + "`"));
	}

	@Test
	void areNamedAndTaggedAsAConventionOfTheApplicationSays() {
		TlsObservations observations = new TlsObservations(this.registry, new OwnConvention(), null);
		CleartextStream stream = TestTls.get(client().connect(TestTls.port(server(observations)), "localhost"));
		await().untilAsserted(() -> observed().hasObservationWithNameEqualTo("gateway.handshake")
			.that()
			.hasBeenStopped()
			.hasContextualNameEqualTo("tls server handshake")
			.hasLowCardinalityKeyValue("protocol", "TLSv1.3")
			.hasHighCardinalityKeyValue("peer", "127.0.0.1"));
		observed().hasObservationWithNameEqualTo("tls.client.connect");
		stream.destroy();
	}

	@Test
	void areNamedAsAGlobalConventionSays() {
		this.registry.observationConfig().observationConvention(new GlobalConvention());
		TestTls.get(client().connect(TestTls.port(server()), "localhost")).destroy();
		await().untilAsserted(
				() -> observed().hasObservationWithNameEqualTo("tls.server.handshake").that().hasBeenStopped());
		observed().hasObservationWithNameEqualTo("outbound").that().hasBeenStopped().hasOnlyKeys("to");
	}

	@Test
	void takeConventionsThatAreBeans() {
		ObservationRegistry registry = this.registry;
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TlsObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, () -> registry)
			.withBean(Tracer.class, () -> Tracer.NOOP)
			.withBean(TlsServerHandshakeObservationConvention.class, OwnConvention::new)
			.run((context) -> {
				TestTls.get(client().connect(TestTls.port(server(context.getBean(TlsObservations.class))), "localhost"))
					.destroy();
				await().untilAsserted(() -> observed().hasObservationWithNameEqualTo("gateway.handshake"));
			});
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

	private static final class OwnConvention extends DefaultTlsServerHandshakeObservationConvention {

		@Override
		public String getName() {
			return "gateway.handshake";
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(TlsObservationContext context) {
			CleartextStream stream = context.getStream();
			return (stream != null) ? KeyValues.of("peer", stream.remoteAddress()) : KeyValues.empty();
		}

	}

	private static final class GlobalConvention implements GlobalObservationConvention<TlsObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof TlsObservationContext attempt && attempt.getEndpoint() instanceof TlsClient;
		}

		@Override
		public String getName() {
			return "outbound";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(TlsObservationContext context) {
			return KeyValues.of("to", context.getEndpoint().name());
		}

	}

}
