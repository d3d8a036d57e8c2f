package dev.tlsboot.autoconfigure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.transport.TlsTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class TlsServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class))
		.withUserConfiguration(Echo.class);

	private final ApplicationContextRunner server = this.runner.withPropertyValues("tls.server.port=0",
			"tls.server.self-signed=true");

	@TempDir
	private Path directory;

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
	}

	private static void assertEchoes(ApplicationContext context) throws Exception {
		try (JdkPeer peer = JdkPeer.connect(port(context))) {
			peer.send("hello");
			assertThat(peer.receive()).isEqualTo("hello");
		}
	}

	@Test
	void withoutPortThereIsNoServerAndNoThread() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(TlsServer.class).doesNotHaveBean(TlsServerLifecycle.class);
			assertThat(context.getBeanFactory().containsSingleton("tlsTransport")).isFalse();
		});
	}

	@Test
	void emptyPortIsNone() {
		this.runner.withPropertyValues("tls.server.port=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TlsServer.class));
	}

	@Test
	void whenDisabledThereIsNoServer() {
		this.server.withPropertyValues("tls.server.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TlsServer.class)
				.doesNotHaveBean(TlsServerLifecycle.class)
				.doesNotHaveBean(TlsServerGracefulShutdown.class));
	}

	@Test
	void servesWithASelfSignedCertificate() {
		this.server.run(TlsServerAutoConfigurationTests::assertEchoes);
	}

	@Test
	void putsCodecsOfCustomizersBehindTlsInTheirOrder() {
		this.server.withUserConfiguration(Codecs.class).run((context) -> {
			try (JdkPeer peer = JdkPeer.connect(port(context))) {
				peer.send("two frames\nin one record");
				assertThat(peer.receive()).isEqualTo("TWO FRAMES");
				assertThat(peer.receive()).isEqualTo("IN ONE RECORD");
			}
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOfSelfSignedCertificates(CapturedOutput output) {
		this.server.run((context) -> assertThat(output).contains("throw-away certificate"));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOfAuthoritiesWithoutUse(CapturedOutput output) {
		this.server.withPropertyValues("tls.server.ca=" + PemFiles.in(this.directory).ca())
			.run((context) -> assertThat(output).contains("tls.server.ca and crl have no effect without request-cert"));
	}

	@Test
	void servesWithPemFiles() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert())
			.run((context) -> {
				assertEchoes(context);
				assertThat(context.getBean(TlsServer.class).secureContext().certificates())
					.containsExactly(pem.identity().getCertificate());
			});
	}

	@Test
	void servesWithPemText() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.identity().getPrivateKeyPEM(),
					"tls.server.cert=" + pem.identity().getCertificatePathPEM())
			.run(TlsServerAutoConfigurationTests::assertEchoes);
	}

	@Test
	void servesWithPkcs12() {
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.pfx=" + PemFiles.in(this.directory).pfx("secret"),
					"tls.server.passphrase=secret")
			.run(TlsServerAutoConfigurationTests::assertEchoes);
	}

	@Test
	void servesWithAnSslBundle() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.ssl-bundle=web",
					"spring.ssl.bundle.pem.web.keystore.certificate=" + pem.cert(),
					"spring.ssl.bundle.pem.web.keystore.private-key=" + pem.key(),
					"spring.ssl.bundle.pem.web.truststore.certificate=" + pem.ca())
			.run((context) -> {
				assertEchoes(context);
				assertThat(context.getBean(TlsServer.class).secureContext().certificates())
					.containsExactly(pem.identity().getCertificate());
			});
	}

	@Test
	void servesWithTheKeyThatTheBundleNames() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.ssl-bundle=web",
					"spring.ssl.bundle.jks.web.keystore.location=" + pem.pfx("secret"),
					"spring.ssl.bundle.jks.web.keystore.password=secret",
					"spring.ssl.bundle.jks.web.keystore.type=PKCS12", "spring.ssl.bundle.jks.web.key.alias=identity")
			.run(TlsServerAutoConfigurationTests::assertEchoes);
	}

	@Test
	void speaksTheProtocolsOfTheBundle() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.ssl-bundle=web",
					"spring.ssl.bundle.pem.web.keystore.certificate=" + pem.cert(),
					"spring.ssl.bundle.pem.web.keystore.private-key=" + pem.key(),
					"spring.ssl.bundle.pem.web.options.enabled-protocols=TLSv1.2")
			.run((context) -> {
				try (JdkPeer peer = JdkPeer.connect(port(context))) {
					assertThat(peer.socket().getSession().getProtocol()).isEqualTo("TLSv1.2");
				}
			});
	}

	@Test
	void hasTheLimitsOfTheProperties() {
		this.server.withPropertyValues("tls.server.max-connections=7")
			.run((context) -> assertThat(context.getBean(TlsServer.class).maxConnections()).isEqualTo(7));
	}

	@Test
	void leavesAServerOfTheApplicationAloneButStartsIt() {
		this.runner.withUserConfiguration(OwnServer.class).run((context) -> {
			assertThat(context).hasSingleBean(TlsServer.class);
			assertThat(context.getBean(TlsServer.class).name()).isEqualTo("own");
			assertEchoes(context);
		});
	}

	@Test
	void worksWithoutMicrometer() {
		this.server.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run(TlsServerAutoConfigurationTests::assertEchoes);
	}

	@Test
	void refusesTwoListeners() {
		this.server.withBean("other", SecureConnectionListener.class, () -> CleartextStream::end)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContaining("2 beans"));
	}

	@Test
	void refusesAListenerNextToAHandler() {
		this.server.withBean(BlockingConnectionHandler.class, () -> CleartextStream::end)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContaining("2 beans"));
	}

	@Test
	void takesThePrimaryListener() {
		this.server.withUserConfiguration(PrimaryListener.class).run((context) -> {
			try (JdkPeer peer = JdkPeer.connect(port(context))) {
				assertThat(peer.receive()).isEqualTo("primary");
			}
		});
	}

	@Test
	void handlesConnectionsOnThreadsOfTheirOwn() {
		blockingRunner().run((context) -> {
			Thread thread = context.getBean(BlockingEcho.class).handleOne(port(context));
			assertThat(thread.getName()).startsWith("tls-connection-");
			assertThat(thread.isDaemon()).isTrue();
			assertThat(isVirtual(thread)).isFalse();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlesConnectionsOnVirtualThreadsWhereTheyAreSwitchedOn() {
		blockingRunner().withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			Thread thread = context.getBean(BlockingEcho.class).handleOne(port(context));
			assertThat(isVirtual(thread)).isTrue();
		});
	}

	private static ApplicationContextRunner blockingRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
					TlsServerAutoConfiguration.class))
			.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true")
			.withBean(BlockingEcho.class);
	}

	private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
		return (JRE.currentVersionNumber() >= 21) && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
	}

	@Configuration(proxyBeanMethods = false)
	static class Echo {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryListener {

		@Bean
		@Primary
		SecureConnectionListener primary() {
			return (stream) -> {
				stream.write("primary\n");
				stream.end();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnServer {

		@Bean
		TlsServer ownServer(TlsTransport transport, SecureContextFactory contexts, SecureConnectionListener listener) {
			TlsServerProperties properties = new TlsServerProperties();
			properties.setSelfSigned(true);
			ServerDefinition definition = new ServerDefinition("own", "own", properties);
			SecureContext secureContext = contexts.server(definition, null, contexts.material(definition));
			return TlsServer.builder(transport, secureContext).name("own").listener(listener).build();
		}

	}

	static class BlockingEcho implements BlockingConnectionHandler {

		private final CompletableFuture<Thread> thread = new CompletableFuture<>();

		@Override
		public void handle(CleartextStream stream) throws Exception {
			this.thread.complete(Thread.currentThread());
			String line = new BufferedReader(new InputStreamReader(stream.inputStream(), StandardCharsets.UTF_8))
				.readLine();
			stream.outputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}

		Thread handleOne(int port) throws Exception {
			try (JdkPeer peer = JdkPeer.connect(port)) {
				peer.send("hello");
				assertThat(peer.receive()).isEqualTo("hello");
				assertThat(peer.receive()).isNull();
			}
			return this.thread.get(10, TimeUnit.SECONDS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Codecs {

		@Bean
		@Order(2)
		TlsPipelineCustomizer strings() {
			return (pipeline, stream) -> pipeline.addLast(new StringDecoder(), new StringEncoder());
		}

		@Bean
		@Order(1)
		TlsPipelineCustomizer lines() {
			return (pipeline, stream) -> pipeline.addLast(new LineBasedFrameDecoder(80, true, true));
		}

		@Bean
		@Primary
		SecureConnectionListener shout() {
			return (stream) -> stream.onMessage(String.class,
					(line) -> stream.writeMessage(line.toUpperCase(Locale.ROOT) + "\n"));
		}

	}

}
