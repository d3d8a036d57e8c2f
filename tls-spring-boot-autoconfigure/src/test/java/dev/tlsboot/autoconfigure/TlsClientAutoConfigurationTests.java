package dev.tlsboot.autoconfigure;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.tlsboot.client.HostResolver;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.transport.TransportKind;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.ServerIdentityCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class TlsClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsClientAutoConfiguration.class, TlsServerAutoConfiguration.class));

	@TempDir
	private Path directory;

	@Test
	void isNotMadeUntilSomebodyAsks() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("tlsClient")).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("tlsTransport")).isFalse();
			assertThat(context.getBean(TlsClient.class).name()).isEqualTo("default");
		});
	}

	@Test
	void isMadeAtStartUpWhenAnyOfItsPropertiesIsSet() {
		this.runner.withPropertyValues("tls.client.port=8443")
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("tlsClient")).isTrue());
	}

	@Test
	void leavesAClientOfTheApplicationAlone() {
		this.runner.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context.getBean(TlsClient.class).name()).isEqualTo("own"));
	}

	@Test
	void connectsToAServerThatItTrusts() {
		PemFiles pem = PemFiles.in(this.directory);
		withServer(pem).withPropertyValues("tls.client.ca=" + pem.ca()).run((context) -> {
			CleartextStream stream = connect(context);
			assertThat(stream.authorized()).isTrue();
			assertThat(echo(stream, "hello")).isEqualTo("hello");
			stream.end();
		});
	}

	@Test
	void refusesAServerThatItDoesNotTrust() {
		withServer()
			.run((context) -> assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> connect(context))
				.withCauseInstanceOf(TlsHandshakeException.class));
	}

	@Test
	void letsAServerInThatItDoesNotTrustWhenToldTo() {
		withServer().withPropertyValues("tls.client.reject-unauthorized=false").run((context) -> {
			CleartextStream stream = connect(context);
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).isNotNull();
			stream.end();
		});
	}

	@Test
	void asksTheApplicationWhetherACertificateIsForTheHost() {
		PemFiles pem = PemFiles.in(this.directory);
		withServer(pem).withPropertyValues("tls.client.ca=" + pem.ca())
			.withBean(ServerIdentityCheck.class,
					() -> (host, certificate) -> Optional.of(AuthorizationError.nameMismatch("not " + host)))
			.run((context) -> assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> connect(context))
				.withCauseInstanceOf(TlsHandshakeException.class)
				.withMessageContaining("not localhost"));
	}

	@Test
	void asksTheApplicationForAddresses() {
		PemFiles pem = PemFiles.in(this.directory);
		List<String> asked = new CopyOnWriteArrayList<>();
		withServer(pem).withPropertyValues("tls.client.ca=" + pem.ca()).withBean(HostResolver.class, () -> (host) -> {
			asked.add(host);
			return List.of(InetAddress.getByName("127.0.0.1"));
		}).run((context) -> {
			CleartextStream stream = connect(context);
			assertThat(stream.remoteAddress()).isEqualTo("127.0.0.1");
			stream.destroy();
			assertThat(asked).containsExactly("localhost");
		});
	}

	@Test
	void closesItsConnectionsWithTheApplication() {
		PemFiles pem = PemFiles.in(this.directory);
		// its server waits for its connections, though not for long
		withServer(pem).withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withPropertyValues("tls.client.ca=" + pem.ca(), "spring.lifecycle.timeout-per-shutdown-phase=200ms")
			.run((context) -> {
				CleartextStream stream = connect(context);
				TlsClient client = context.getBean(TlsClient.class);
				context.close();
				assertThat(stream.isOpen()).isFalse();
				assertThat(client.connections()).isZero();
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> client.connect(443, "localhost").toCompletableFuture().get())
					.withMessageContaining("is closed");
			});
	}

	@Test
	void runsOnTheTransportThatIsNamed() {
		this.runner.withPropertyValues("tls.transport=nio")
			.run((context) -> assertThat(context.getBean(TlsTransport.class).kind()).isEqualTo(TransportKind.NIO));
	}

	@Test
	void namesTheDependencyOfATransportThatIsMissing() {
		// one of the two is missing on every machine
		String missing = System.getProperty("os.name").startsWith("Linux") ? "kqueue" : "io_uring";
		this.runner.withPropertyValues("tls.client.port=8443", "tls.transport=" + missing).run((context) -> {
			FailureAnalyzedException failure = (FailureAnalyzedException) Stream
				.iterate(context.getStartupFailure(), Throwable::getCause)
				.dropWhile((cause) -> !(cause instanceof FailureAnalyzedException))
				.findFirst()
				.orElseThrow();
			assertThat(failure.analysis().getDescription()).contains("tls.transport");
			assertThat(failure.analysis().getAction()).contains("io.netty:netty-transport-native-" + missing);
		});
	}

	private ApplicationContextRunner withServer() {
		return withServer(PemFiles.in(this.directory));
	}

	private ApplicationContextRunner withServer(PemFiles pem) {
		return this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert())
			.withBean(SecureConnectionListener.class, () -> (stream) -> stream.pipe(stream));
	}

	private static CleartextStream connect(ApplicationContext context) throws Exception {
		int port = context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
		return context.getBean(TlsClient.class)
			.connect(port, "localhost")
			.toCompletableFuture()
			.get(20, TimeUnit.SECONDS);
	}

	private static String echo(CleartextStream stream, String text) throws Exception {
		CompletableFuture<String> received = new CompletableFuture<>();
		stream.onData((data) -> received.complete(StandardCharsets.UTF_8.decode(data).toString()));
		stream.write(text);
		return received.get(20, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		TlsClient ownClient(TlsTransport transport, SecureContextFactory contexts) {
			return TlsClient.builder(transport, contexts.client(new TlsClientProperties())).name("own").build();
		}

	}

}
