package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.Garbage;
import dev.tlsboot.testing.JdkPeer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An application that starts again in the same JVM, as DevTools and tests let it do: the
 * ports are given back, and nothing stays behind.
 */
@Timeout(120)
class RestartTests {

	@TempDir
	private Path directory;

	private final int port = freePort();

	private final int mailPort = freePort();

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ConfigurableApplicationContext run() {
		PemFiles pem = PemFiles.in(this.directory);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("tls.server.port=" + this.port, "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert(),
					"tls.server.reload-on-update=true", "tls.servers.mail.port=" + this.mailPort,
					"tls.servers.mail.self-signed=true", "tls.client.ca=" + pem.ca(),
					"spring.lifecycle.timeout-per-shutdown-phase=200ms")
			.run();
	}

	private static void assertEchoes(int port) throws IOException {
		try (JdkPeer peer = JdkPeer.connect(port)) {
			peer.send("hello");
			assertThat(peer.receive()).isEqualTo("hello");
		}
	}

	private void assertBothEcho() throws IOException {
		assertEchoes(this.port);
		assertEchoes(this.mailPort);
	}

	private void assertBothRefuse() {
		for (int port : new int[] { this.port, this.mailPort }) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> JdkPeer.connect(port));
		}
	}

	@Test
	void takesItsPortsAgainAtOnceThoughItHadConnections() throws Exception {
		for (int i = 0; i < 3; i++) {
			try (ConfigurableApplicationContext context = run(); JdkPeer open = JdkPeer.connect(this.port)) {
				assertBothEcho();
				// the server closes first, so that the connection lingers on its side
				context.close();
				assertThat(open.receive()).isNull();
			}
			assertBothRefuse();
		}
	}

	@Test
	void takesItsPortsAgainAfterAStop() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			for (int i = 0; i < 3; i++) {
				assertBothEcho();
				context.stop();
				assertBothRefuse();
				context.start();
			}
			assertBothEcho();
		}
	}

	@Test
	void listensOnWhileItIsPausedOnOpenConnectionsToo() throws Exception {
		try (ConfigurableApplicationContext context = run(); JdkPeer open = JdkPeer.connect(this.mailPort)) {
			open.send("before");
			assertThat(open.receive()).isEqualTo("before");
			context.pause();
			assertBothEcho();
			context.restart();
			assertBothEcho();
			open.send("after");
			assertThat(open.receive()).isEqualTo("after");
		}
	}

	@Test
	void leavesNoThreadNoMeterAndNoServerBehind() throws Exception {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Set<MeterRegistry> registriesBefore = new HashSet<>(Metrics.globalRegistry.getRegistries());
		WeakReference<TlsServer> server = null;
		for (int i = 0; i < 2; i++) {
			MeterRegistry registry;
			try (ConfigurableApplicationContext context = run()) {
				registry = context.getBean(MeterRegistry.class);
				server = new WeakReference<>(context.getBean("tlsServer", TlsServer.class));
				assertBothEcho();
				context.getBean(TlsClient.class)
					.connect(this.port, "localhost")
					.toCompletableFuture()
					.get(20, TimeUnit.SECONDS)
					.end();
				assertThat(threads(before)).anyMatch((name) -> name.startsWith("tls-file-watcher"))
					.anyMatch((name) -> name.startsWith("tls-events-"))
					.anyMatch((name) -> name.startsWith("tls-server"));
				assertThat(registry.find("tls.server.connections").gauges()).hasSize(2);
			}
			assertThat(registry.isClosed()).isTrue();
			assertThat(Metrics.globalRegistry.getRegistries()).isEqualTo(registriesBefore);
			await().untilAsserted(() -> assertThat(threads(before)).isEmpty());
		}
		Garbage.awaitCollected(server);
	}

	private static Set<String> threads(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("tls"))
			.collect(Collectors.toSet());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, SslAutoConfiguration.class,
			MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, TlsAutoConfiguration.class, TlsServerAutoConfiguration.class,
			TlsClientAutoConfiguration.class, TlsMetricsAutoConfiguration.class })
	static class Application {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

		@EventListener
		void on(TlsEvent event) {
		}

	}

}
