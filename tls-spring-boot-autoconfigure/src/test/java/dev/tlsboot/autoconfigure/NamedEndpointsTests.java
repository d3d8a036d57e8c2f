package dev.tlsboot.autoconfigure;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers and clients beside the ones without a name: of {@code tls.servers} and
 * {@code tls.clients}, and of the application's own properties.
 */
@Timeout(60)
class NamedEndpointsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class));

	private final ApplicationContextRunner devices = this.runner.withPropertyValues("tls.servers.devices.port=0",
			"tls.servers.devices.self-signed=true");

	private final ApplicationContextRunner both = this.devices.withPropertyValues("tls.server.port=0",
			"tls.server.self-signed=true");

	@TempDir
	private Path directory;

	private static int port(ApplicationContext context, String name) {
		return context.getEnvironment().getRequiredProperty("local.tls." + name + ".port", Integer.class);
	}

	private static String greeting(ApplicationContext context, String server) throws Exception {
		try (JdkPeer peer = JdkPeer.connect(port(context, server))) {
			return peer.receive();
		}
	}

	private static SecureConnectionListener greeter(String greeting) {
		return (stream) -> {
			stream.write(greeting + "\n");
			stream.end();
		};
	}

	@Test
	void areBeansOfTheirNames() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner.withUserConfiguration(Unqualified.class)
			.withPropertyValues("tls.servers.devices.port=0", "tls.servers.devices.key=" + pem.key(),
					"tls.servers.devices.cert=" + pem.cert(), "tls.clients.gateway.ca=" + pem.ca(),
					"tls.clients.gateway.host=localhost")
			.run((context) -> {
				assertThat(context.getBean("devices", TlsServer.class).name()).isEqualTo("devices");
				TlsClient client = context.getBean("gateway", TlsClient.class);
				assertThat(client.name()).isEqualTo("gateway");
				CleartextStream stream = client.connect(port(context, "devices"), "localhost")
					.toCompletableFuture()
					.get(20, TimeUnit.SECONDS);
				assertThat(stream.authorized()).isTrue();
				stream.end();
			});
	}

	@Test
	void theOnlyServerIsTheServer() {
		this.devices.withUserConfiguration(Unqualified.class)
			.run((context) -> assertThat(port(context, "server")).isEqualTo(port(context, "devices")).isPositive());
	}

	@Test
	void theOnlyClientIsTheClient() {
		this.runner.withPropertyValues("tls.clients.gateway.port=1")
			.run((context) -> assertThat(context.getBean(TlsClient.class).name()).isEqualTo("gateway"));
	}

	@Test
	void comeBesideTheOnesWithoutAName() {
		this.both.withUserConfiguration(Unqualified.class)
			.withPropertyValues("tls.client.port=1", "tls.clients.gateway.port=1")
			.run((context) -> {
				assertThat(context.getBeansOfType(TlsServer.class)).containsOnlyKeys("tlsServer", "devices");
				assertThat(context.getBeansOfType(TlsClient.class)).containsOnlyKeys("tlsClient", "gateway");
				assertThat(port(context, "server")).isNotEqualTo(port(context, "devices"));
			});
	}

	@Test
	void mayHaveCapitalsAndDotsInTheirNames() {
		this.runner.withUserConfiguration(Unqualified.class)
			.withPropertyValues("tls.servers.deviceGateway.port=0", "tls.servers.deviceGateway.self-signed=true",
					"tls.servers[gateway.example].port=0", "tls.servers[gateway.example].self-signed=true",
					"tls.servers.notHere.port=0", "tls.servers.notHere.enabled=off",
					"tls.clients.auditLog.host=localhost")
			.run((context) -> {
				assertThat(context.getBeansOfType(TlsServer.class)).containsOnlyKeys("deviceGateway",
						"gateway.example");
				assertThat(greeting(context, "deviceGateway")).isEqualTo("unqualified");
				assertThat(greeting(context, "gateway.example")).isEqualTo("unqualified");
				assertThat(context.getBean("auditLog", TlsClient.class).name()).isEqualTo("auditLog");
			});
	}

	@Test
	void areToldByTheEnvironmentToo() {
		this.runner.withUserConfiguration(Unqualified.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("TLS_SERVERS_DEVICES_PORT", "0", "TLS_SERVERS_DEVICES_SELFSIGNED", "true"))))
			.run((context) -> assertThat(greeting(context, "devices")).isEqualTo("unqualified"));
	}

	@Test
	void inheritNothingFromTheOnesWithoutAName() {
		this.both.withUserConfiguration(Unqualified.class)
			.withPropertyValues("tls.server.max-connections=7")
			.run((context) -> assertThat(context.getBean("devices", TlsServer.class).maxConnections()).isZero());
	}

	@Test
	void areNotThereWithoutAPortOrWhenDisabled() {
		this.runner
			.withPropertyValues("tls.servers.a.self-signed=true", "tls.servers.b.port=", "tls.servers.c.port=0",
					"tls.servers.c.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TlsServer.class)
				.doesNotHaveBean(TlsServerLifecycle.class));
	}

	@Test
	void areThereThoughTheOneWithoutANameIsDisabled() {
		this.both.withUserConfiguration(Unqualified.class)
			.withPropertyValues("tls.server.enabled=false")
			.run((context) -> assertThat(context.getBeansOfType(TlsServer.class)).containsOnlyKeys("devices"));
	}

	@Test
	void haveTheirOwnListenersOrShareTheUnqualifiedOne() {
		this.both.withUserConfiguration(Unqualified.class, Qualified.class)
			.withPropertyValues("tls.servers.third.port=0", "tls.servers.third.self-signed=true")
			.run((context) -> {
				assertThat(greeting(context, "server")).isEqualTo("unqualified");
				assertThat(greeting(context, "third")).isEqualTo("unqualified");
				assertThat(greeting(context, "devices")).isEqualTo("for devices");
			});
	}

	@Test
	void theOneWithoutANameIsQualifiedAsDefault() {
		this.both.withUserConfiguration(Qualified.class, QualifiedForDefault.class).run((context) -> {
			assertThat(greeting(context, "server")).isEqualTo("for default");
			assertThat(greeting(context, "devices")).isEqualTo("for devices");
		});
	}

	@Test
	void haveTheirOwnSelectorsOfApplicationProtocols() {
		this.both.withUserConfiguration(Unqualified.class, QualifiedSelector.class).run((context) -> {
			CompletableFuture<CleartextStream> refused = connect(context, "devices");
			assertThat(refused).failsWithin(20, TimeUnit.SECONDS);
			CleartextStream stream = connect(context, "server").get(20, TimeUnit.SECONDS);
			assertThat(stream.alpnProtocol()).isNull();
			stream.end();
		});
	}

	private static CompletableFuture<CleartextStream> connect(ApplicationContext context, String server) {
		TlsClientProperties properties = new TlsClientProperties();
		properties.setAlpnProtocols(List.of("mqtt"));
		properties.setRejectUnauthorized(false);
		return context.getBean(TlsClientFactory.class)
			.create("peer", "peer", properties)
			.connect(port(context, server), "localhost")
			.toCompletableFuture();
	}

	@Test
	void refuseListenersThatCompete() {
		this.devices.withUserConfiguration(Unqualified.class)
			.withBean("other", BlockingConnectionHandler.class, () -> CleartextStream::end)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContainingAll("2 beans", "'devices'", "'tls.servers.devices'", "unqualified", "other"));
	}

	@Test
	void refuseToStartWithoutAListenerOfTheirOwn() {
		this.both.withUserConfiguration(Qualified.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContainingAll("'tls.server.port'", "'default'"));
	}

	@Test
	void reportMistakesByTheirFullNames() {
		assertReported(this.devices.withPropertyValues("tls.servers.devices.ca=file:missing.pem"),
				"tls.servers.devices.ca");
		assertReported(this.devices.withPropertyValues("tls.servers.devices.sni.contexts[0].key=file:missing.pem"),
				"tls.servers.devices.sni.contexts[0].server-name");
		assertReported(this.runner.withPropertyValues("tls.clients.gateway.ca=file:missing.pem"),
				"tls.clients.gateway.ca");
		assertReported(this.runner.withPropertyValues("tls.servers.default.port=0"), "tls.servers.default");
		assertReported(this.runner.withPropertyValues("tls.clients.default.port=1"), "tls.clients.default");
		assertReported(this.devices.withPropertyValues("tls.clients.devices.port=1"), "tls.clients.devices");
	}

	@Test
	void refuseTheNameOfAnotherBean() {
		assertReported(this.runner.withPropertyValues("tls.servers.unqualified.port=0"), "tls.servers.unqualified");
	}

	@Test
	void reportAPortInUseAndLeaveNoOtherServerListening() throws Exception {
		List<TlsServer> started = new CopyOnWriteArrayList<>();
		try (ServerSocket other = new ServerSocket(0)) {
			assertReported(
					this.both.withPropertyValues("tls.servers.devices.port=" + other.getLocalPort())
						.withInitializer((context) -> context.addBeanFactoryPostProcessor(
								(beans) -> beans.addBeanPostProcessor(new RecordingPostProcessor(started)))),
					"tls.servers.devices.port");
		}
		assertThat(started).hasSize(2).allMatch((server) -> server.address() == null);
	}

	private static void assertReported(ApplicationContextRunner runner, String property) {
		runner.withUserConfiguration(Unqualified.class).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof InvalidTlsPropertyException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isInstanceOfSatisfying(InvalidTlsPropertyException.class,
					(ex) -> assertThat(ex.property()).isEqualTo(property));
		});
	}

	@Test
	void stopGracefullyAllAtTheSameTime() {
		this.both.withUserConfiguration(Echo.class).run((context) -> {
			TlsServer server = context.getBean("tlsServer", TlsServer.class);
			TlsServer devices = context.getBean("devices", TlsServer.class);
			try (JdkPeer first = JdkPeer.connect(port(context, "server"));
					JdkPeer second = JdkPeer.connect(port(context, "devices"))) {
				assertEchoes(first);
				assertEchoes(second);
				CompletableFuture<Void> closing = CompletableFuture
					.runAsync(context.getSourceApplicationContext()::close);
				Awaitility.await().until(() -> server.address() == null && devices.address() == null);
				assertEchoes(first);
				assertEchoes(second);
				first.socket().close();
				assertEchoes(second);
				assertThat(closing).isNotDone();
				second.socket().close();
				closing.get(20, TimeUnit.SECONDS);
			}
		});
	}

	private static void assertEchoes(JdkPeer peer) throws Exception {
		peer.send("hello");
		assertThat(peer.receive()).isEqualTo("hello");
	}

	@Test
	void areToldApartByMetersAndEvents() {
		this.both.withUserConfiguration(Unqualified.class)
			.withConfiguration(AutoConfigurations.of(TlsMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withBean(Recorder.class)
			.run((context) -> {
				greeting(context, "devices");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
				greeting(context, "devices");
				Recorder recorder = context.getBean(Recorder.class);
				Awaitility.await().until(() -> recorder.servers.size() == 2);
				assertThat(recorder.servers).containsOnly("devices");
				assertThat(registry.get("tls.server.connections.accepted").tag("server", "devices").counter().count())
					.isOne();
				assertThat(registry.get("tls.server.connections.accepted").tag("server", "default").counter().count())
					.isZero();
			});
	}

	@Test
	void areMadeOfPropertiesOfTheApplicationToo() {
		this.both.withUserConfiguration(Unqualified.class, Gateway.class)
			.withPropertyValues("gateway.tls.port=0", "gateway.tls.self-signed=true",
					"gateway.upstream.reject-unauthorized=false")
			.run((context) -> {
				assertThat(greeting(context, "gateway")).isEqualTo("gateway");
				assertThat(greeting(context, "server")).isEqualTo("unqualified");
				TlsServer server = context.getBean("gatewayServer", TlsServer.class);
				CleartextStream stream = context.getBean("gatewayUpstream", TlsClient.class)
					.connect(port(context, "gateway"), "localhost")
					.toCompletableFuture()
					.get(20, TimeUnit.SECONDS);
				stream.end();
				context.getSourceApplicationContext().close();
				assertThat(server.address()).isNull();
			});
	}

	@Test
	void reportMistakesInPropertiesOfTheApplication() {
		ApplicationContextRunner gateway = this.runner.withUserConfiguration(Gateway.class)
			.withPropertyValues("gateway.tls.port=0");
		assertReported(gateway.withPropertyValues("gateway.tls.pfx=file:missing.p12"), "gateway.tls.pfx");
		assertReported(gateway.withPropertyValues("gateway.tls.self-signed=true", "gateway.upstream.crl=missing"),
				"gateway.upstream.crl");
		assertReported(gateway.withPropertyValues("gateway.tls.self-signed=true", "gateway.tls.host=host.invalid"),
				"gateway.tls.host");
	}

	@Configuration(proxyBeanMethods = false)
	static class Unqualified {

		@Bean
		SecureConnectionListener unqualified() {
			return greeter("unqualified");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Echo {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Qualified {

		@Bean
		@Qualifier("devices")
		SecureConnectionListener qualified() {
			return greeter("for devices");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedForDefault {

		@Bean
		@Qualifier("default")
		SecureConnectionListener qualifiedForDefault() {
			return greeter("for default");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedSelector {

		@Bean
		@Qualifier("devices")
		AlpnSelector selector() {
			return (servername, protocols) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(GatewayProperties.class)
	static class Gateway {

		@Bean
		TlsServer gatewayServer(TlsServerFactory servers, GatewayProperties properties) {
			return servers.create("gateway", "gateway.tls", properties.getTls(), greeter("gateway"));
		}

		@Bean
		TlsClient gatewayUpstream(TlsClientFactory clients, GatewayProperties properties) {
			return clients.create("upstream", "gateway.upstream", properties.getUpstream());
		}

	}

	@ConfigurationProperties("gateway")
	static class GatewayProperties {

		@NestedConfigurationProperty
		private final TlsServerProperties tls = new TlsServerProperties();

		@NestedConfigurationProperty
		private final TlsClientProperties upstream = new TlsClientProperties();

		public TlsServerProperties getTls() {
			return this.tls;
		}

		public TlsClientProperties getUpstream() {
			return this.upstream;
		}

	}

	static class Recorder {

		private final List<String> servers = new CopyOnWriteArrayList<>();

		@EventListener
		void on(SecureConnectionEvent event) {
			this.servers.add(event.getServer().name());
		}

	}

	record RecordingPostProcessor(List<TlsServer> servers) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof TlsServer server) {
				this.servers.add(server);
			}
			return bean;
		}

	}

}
