package dev.tlsboot.autoconfigure.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsClientAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.transport.TlsTransport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TlsActuatorEndpointTests {

	@AutoClose
	private final TlsTransport transport = new TlsTransport(1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class,
				TlsClientAutoConfiguration.class, EndpointAutoConfiguration.class, TlsEndpointAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, TestTls::echo)
		.withPropertyValues("management.endpoints.web.exposure.include=tls", "tls.server.host=127.0.0.1");

	private static ServerDescriptor server(AssertableApplicationContext context) {
		return context.getBean(TlsActuatorEndpoint.class).tls().servers().get("default");
	}

	@Test
	void isNotThereUnlessItIsExposed() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TlsEndpointAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TlsActuatorEndpoint.class));
	}

	@Test
	void isNotThereWithoutAccess() {
		this.runner.withPropertyValues("management.endpoint.tls.access=none")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TlsActuatorEndpoint.class));
	}

	@Test
	void isNotThereWithoutActuator() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader(org.springframework.boot.actuate.endpoint.annotation.Endpoint.class))
			.run((context) -> assertThat(context).doesNotHaveBean("tlsActuatorEndpoint"));
	}

	@Test
	void showsWhatAServerAllowsAndCounts() {
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.server.engine=jdk",
					"tls.server.max-connections=7", "tls.server.max-pending-handshakes=5", "tls.server.reneg-limit=2",
					"tls.server.reneg-window=3m", "tls.server.key-update-limit=9", "tls.server.handshake-timeout=4s",
					"tls.server.idle-timeout=5s")
			.run((context) -> {
				int port = context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
				assertThat(server(context).address()).isEqualTo("127.0.0.1:" + port);
				assertThat(server(context).limits()).isEqualTo(new ServerDescriptor.Limits(7, 5, 2, 9,
						Duration.ofMinutes(3), Duration.ofSeconds(4), Duration.ofSeconds(5)));
				assertThat(server(context).figures()).isEqualTo(new ServerDescriptor.Figures(0, 0, 0, 0, 0, 0));
				try (JdkPeer peer = JdkPeer.connect(port)) {
					assertThat(peer.receive()).isEqualTo("welcome!");
					ServerDescriptor.Figures figures = server(context).figures();
					assertThat(figures.connections()).isEqualTo(1);
					assertThat(figures.pendingHandshakes()).isZero();
					assertThat(figures.accepted()).isEqualTo(1);
					assertThat(figures.refused()).isZero();
					assertThat(figures.bytesRead()).isPositive();
					assertThat(figures.bytesWritten()).isPositive();
				}
			});
	}

	@Test
	void showsContextsByServerName() {
		String key = TestPki.get().ecServer().getPrivateKeyPEM();
		String cert = TestPki.get().ecServer().getCertificatePathPEM();
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.server.engine=jdk",
					"tls.server.protocols=TLSv1.2", "tls.server.ciphers=ECDHE+AESGCM", "tls.server.alpn-protocols=mqtt",
					"tls.server.sni.unknown=reject", "tls.server.sni.contexts[0].server-name=*.Example.com,b.test",
					"tls.server.sni.contexts[0].key=" + key, "tls.server.sni.contexts[0].cert=" + cert,
					"tls.server.sni.contexts[0].ciphers=ECDHE+CHACHA20", "tls.server.sni.contexts[0].request-cert=true")
			.run((context) -> {
				ServerDescriptor server = server(context);
				assertThat(server.unknownServerName()).isEqualTo("reject");
				assertThat(server.context().protocols()).containsExactly("TLSv1.2");
				assertThat(server.context().ciphers()).containsExactly("ECDHE-ECDSA-AES256-GCM-SHA384",
						"ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256");
				assertThat(server.context().alpnProtocols()).containsExactly("mqtt");
				assertThat(server.context().requestCert()).isFalse();
				assertThat(server.serverNames()).containsOnlyKeys("*.example.com", "b.test");
				ContextDescriptor named = server.serverNames().get("b.test");
				assertThat(named.requestCert()).isTrue();
				assertThat(named.ciphers()).allMatch((cipher) -> cipher.contains("CHACHA20"));
				assertThat(named.certificates()).singleElement().satisfies((certificate) -> {
					assertThat(certificate.subject()).isEqualTo("CN=localhost");
					assertThat(certificate.issuer()).contains("CN=Test CA");
					assertThat(certificate.subjectAltNames()).contains("DNS:localhost");
					assertThat(certificate.serialNumber())
						.isEqualTo(TestPki.get().ecServer().getCertificate().getSerialNumber().toString(16));
					assertThat(certificate.keyAlgorithm()).isEqualTo("EC");
					assertThat(certificate.validUntil())
						.isEqualTo(TestPki.get().ecServer().getCertificate().getNotAfter().toInstant());
				});
			});
	}

	@Test
	void saysWhyAnEngineWasPassedOver(CapturedOutput output) {
		this.runner.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.server.reneg-limit=3")
			.run((context) -> {
				EngineDescriptor engine = server(context).context().engine();
				assertThat(engine.name()).isEqualTo("jdk");
				assertThat(engine.configured()).isEqualTo("auto");
				assertThat(engine.passedOver()).containsExactly(new EngineDescriptor.PassedOver("openssl",
						"reneg-limit", "Engine 'openssl' lets no client renegotiate."));
				assertThat(output).contains(", with engine jdk (auto: Engine 'openssl' lets no client renegotiate.)");
			});
	}

	@Test
	void passesOverNoEngineThatWasNotInQuestion() {
		this.runner.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.server.engine=jdk")
			.run((context) -> assertThat(server(context).context().engine())
				.isEqualTo(new EngineDescriptor("jdk", "jdk", List.of())));
	}

	@Test
	void showsClientsThatAreInUseAndMakesNone() {
		this.runner.withPropertyValues("tls.server.enabled=false").run((context) -> {
			TlsActuatorEndpoint endpoint = context.getBean(TlsActuatorEndpoint.class);
			assertThat(endpoint.tls()).isEqualTo(new TlsDescriptor(Map.of(), Map.of()));
			assertThat(context.getBeanFactory().containsSingleton("tlsClient")).isFalse();
			context.getBean(TlsClient.class);
			ClientDescriptor client = endpoint.tls().clients().get("default");
			assertThat(client.address()).isNull();
			assertThat(client.connectTimeout()).hasSeconds(30);
			assertThat(client.context().certificates()).isEmpty();
			assertThat(client.context().rejectUnauthorized()).isTrue();
		});
	}

	@Test
	void showsEveryServerAndFindsOneByItsName() {
		this.runner.withBean("inside", TlsServer.class, () -> server("inside"))
			.withBean("outside", TlsServer.class, () -> server("outside"))
			.run((context) -> {
				TlsActuatorEndpoint endpoint = context.getBean(TlsActuatorEndpoint.class);
				assertThat(endpoint.tls().servers()).containsOnlyKeys("inside", "outside");
				assertThat(endpoint.named("inside").servers()).containsOnlyKeys("inside");
				assertThat(endpoint.named("inside").servers().get("inside").address()).isNotNull();
				assertThat(endpoint.named("nowhere")).isNull();
			});
	}

	@Test
	void reloadsWhatHasChanged(@TempDir Path folder) throws IOException {
		Path key = TestPki.writeKey(folder, TestPki.get().rsaServer());
		Path cert = TestPki.writeChain(folder, TestPki.get().rsaServer());
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=file:" + key, "tls.server.cert=file:" + cert,
					"tls.servers.other.port=0", "tls.servers.other.self-signed=true")
			.run((context) -> {
				TlsActuatorEndpoint endpoint = context.getBean(TlsActuatorEndpoint.class);
				ReloadDescriptor.Outcome nothing = new ReloadDescriptor.Outcome(List.of(), null);
				assertThat(endpoint.reload())
					.isEqualTo(new ReloadDescriptor(Map.of("default", nothing, "other", nothing), Map.of()));
				Files.writeString(key, TestPki.get().ecServer().getPrivateKeyPEM());
				Files.writeString(cert, TestPki.get().ecServer().getCertificatePathPEM());
				assertThat(endpoint.reloadNamed("other"))
					.isEqualTo(new ReloadDescriptor(Map.of("other", nothing), Map.of()));
				assertThat(endpoint.reloadNamed("default").servers())
					.isEqualTo(Map.of("default", new ReloadDescriptor.Outcome(List.of("default"), null)));
				assertThat(server(context).context().certificates()).singleElement()
					.extracting(CertificateDescriptor::keyAlgorithm)
					.isEqualTo("EC");
				assertThat(endpoint.reloadNamed("nowhere")).isNull();
			});
	}

	@Test
	void keepsAServerThatCannotBeReloadedAndReloadsTheOthers(@TempDir Path folder) throws IOException {
		Path cert = TestPki.writeChain(folder, TestPki.get().ecServer());
		Path ca = TestPki.get().writeAuthority(folder);
		String key = TestPki.get().ecServer().getPrivateKeyPEM();
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + key, "tls.server.cert=file:" + cert,
					"tls.client.ca=file:" + ca)
			.run((context) -> {
				context.getBean(TlsClient.class);
				Files.writeString(cert, TestPki.get().rsaServer().getCertificatePathPEM());
				Files.writeString(ca, TestPki.get().client().getCertificatePathPEM());
				ReloadDescriptor reload = context.getBean(TlsActuatorEndpoint.class).reload();
				assertThat(reload.servers().get("default").reloaded()).isEmpty();
				assertThat(reload.servers().get("default").error()).contains("tls.server.key")
					.doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
				assertThat(reload.clients())
					.isEqualTo(Map.of("default", new ReloadDescriptor.Outcome(List.of("default"), null)));
				assertThat(server(context).context().certificates()).singleElement()
					.extracting(CertificateDescriptor::keyAlgorithm)
					.isEqualTo("EC");
			});
	}

	private TlsServer server(String name) {
		return TlsServer.builder(this.transport, TestTls.serverContext().build()).name(name).build();
	}

}
