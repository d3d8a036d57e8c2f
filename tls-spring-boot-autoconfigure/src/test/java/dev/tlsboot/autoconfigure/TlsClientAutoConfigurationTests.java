package dev.tlsboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
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
