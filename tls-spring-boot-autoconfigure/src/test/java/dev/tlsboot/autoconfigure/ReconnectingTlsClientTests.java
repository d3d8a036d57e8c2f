package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.autoconfigure.event.ReconnectEvent;
import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestTls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that is kept up.
 */
@Timeout(60)
class ReconnectingTlsClientTests {

	private final BlockingQueue<CleartextStream> connections = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsClientAutoConfiguration.class))
		.withBean(Recorder.class)
		.withPropertyValues("tls.client.reconnect.enabled=true", "tls.client.reconnect.delay=50ms",
				"tls.client.reconnect.jitter=0", "tls.client.reject-unauthorized=false");

	private final ApplicationContextRunner listening = this.runner.withBean(SecureConnectListener.class,
			() -> (stream) -> {
				stream.resume();
				this.connections.add(stream);
			});

	private CleartextStream taken() throws InterruptedException {
		CleartextStream stream = this.connections.poll(20, TimeUnit.SECONDS);
		assertThat(stream).isNotNull();
		return stream;
	}

	private static ReconnectingTlsClient connection(ApplicationContext context) {
		return context.getBean(ReconnectingTlsClient.class);
	}

	@Test
	void connectsAgainWhenTheConnectionHasEnded() {
		try (TestTls tls = new TestTls()) {
			BlockingQueue<CleartextStream> atServer = new LinkedBlockingQueue<>();
			TlsServer server = tls.serve(atServer::add);
			this.listening.withPropertyValues("tls.client.port=" + TestTls.port(server)).run((context) -> {
				CleartextStream first = taken();
				assertThat(connection(context).connection()).containsSame(first);
				atServer.take().end();
				CleartextStream second = taken();
				assertThat(first.isOpen()).isFalse();
				assertThat(connection(context).connection()).containsSame(second);
				atServer.take().destroy();
				assertThat(taken()).isNotSameAs(second);
				assertThat(context.getBean(Recorder.class).events).hasSize(2)
					.allMatch((event) -> event.getClient() == context.getBean(TlsClient.class))
					.allMatch((event) -> event.getCause() == null && event.getDelay() != null);
			});
		}
	}

	@Test
	void endsTheConnectionWithTheApplicationAndConnectsNoMore() {
		try (TestTls tls = new TestTls()) {
			BlockingQueue<String> ends = new LinkedBlockingQueue<>();
			TlsServer server = tls.serve((stream) -> stream.onEnd(() -> ends.add("end")).resume());
			this.listening.withPropertyValues("tls.client.port=" + TestTls.port(server)).run((context) -> {
				CleartextStream stream = taken();
				ReconnectingTlsClient connection = connection(context);
				context.getSourceApplicationContext().close();
				assertThat(stream.isOpen()).isFalse();
				assertThat(connection.isRunning()).isFalse();
				assertThat(connection.connection()).isEmpty();
				assertThat(ends.poll(20, TimeUnit.SECONDS)).as("a clean end").isEqualTo("end");
			});
			assertThat(tls.serverSide().steps()).containsOnlyOnce("connected");
		}
	}

	@Test
	void startsAgainAfterAStop() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(CleartextStream::resume);
			this.listening.withPropertyValues("tls.client.port=" + TestTls.port(server)).run((context) -> {
				CleartextStream first = taken();
				context.getSourceApplicationContext().stop();
				assertThat(first.isOpen()).isFalse();
				context.getSourceApplicationContext().start();
				assertThat(taken().isOpen()).isTrue();
			});
		}
	}

	@Test
	void waitsLongerAndLongerForAServerThatIsNotThere() throws IOException {
		this.listening.withPropertyValues("tls.client.port=" + freePort(), "tls.client.reconnect.max-delay=150ms")
			.run((context) -> {
				List<ReconnectEvent> events = context.getBean(Recorder.class).events;
				Awaitility.await().until(() -> events.size() >= 4);
				assertThat(events).extracting(ReconnectEvent::getDelay)
					.startsWith(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(150),
							Duration.ofMillis(150));
				assertThat(events).allMatch((event) -> event.getCause() instanceof IOException);
			});
	}

	@Test
	void connectsWhenTheServerComes() throws IOException {
		int port = freePort();
		this.listening.withPropertyValues("tls.client.port=" + port, "tls.client.host=127.0.0.1").run((context) -> {
			List<ReconnectEvent> events = context.getBean(Recorder.class).events;
			Awaitility.await().until(() -> !events.isEmpty());
			try (TestTls tls = new TestTls()) {
				tls.serve(TestTls.serverContext().build(), CleartextStream::resume, (server) -> server.port(port));
				assertThat(taken().isOpen()).isTrue();
				context.getSourceApplicationContext().close();
			}
		});
	}

	@Test
	void givesUpAfterAsManyTriesAsItIsTold() throws IOException {
		this.listening.withPropertyValues("tls.client.port=" + freePort(), "tls.client.reconnect.max-retries=2")
			.run((context) -> {
				List<ReconnectEvent> events = context.getBean(Recorder.class).events;
				Awaitility.await().until(() -> events.size() == 3);
				assertThat(events).extracting(ReconnectEvent::getDelay)
					.containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), null);
			});
	}

	@Test
	void destroysAConnectionThatItsListenerCannotTake() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(CleartextStream::resume);
			this.runner.withBean(SecureConnectListener.class, () -> (stream) -> {
				this.connections.add(stream);
				throw new IllegalStateException("the listener fails");
			}).withPropertyValues("tls.client.port=" + TestTls.port(server)).run((context) -> {
				CleartextStream first = taken();
				taken();
				assertThat(first.isOpen()).isFalse();
			});
		}
	}

	@Test
	void isThereForNamedClientsWithListenersOfTheirOwn() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(CleartextStream::resume);
			this.listening.withUserConfiguration(ForAudit.class)
				.withPropertyValues("tls.client.reconnect.enabled=false", "tls.clients.audit.reconnect.enabled=true",
						"tls.clients.audit.reject-unauthorized=false", "tls.clients.audit.port=" + TestTls.port(server))
				.run((context) -> {
					assertThat(context).hasSingleBean(ReconnectingTlsClient.class).hasBean("auditConnection");
					assertThat(connection(context).client()).isSameAs(context.getBean("audit"));
					BlockingQueue<CleartextStream> audit = context.getBean(ForAudit.class).connections;
					assertThat(audit.poll(20, TimeUnit.SECONDS)).isNotNull();
					assertThat(this.connections).isEmpty();
				});
		}
	}

	@Test
	void needsAListener() {
		this.runner.withPropertyValues("tls.client.port=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContainingAll("tls.client.reconnect.enabled", "'default'"));
	}

	@Test
	void needsAPort() {
		assertReported(this.listening, (property) -> property.equals("tls.client.port"));
	}

	@Test
	void refusesTimesThatCannotBe() {
		assertReported(this.listening.withPropertyValues("tls.client.port=1", "tls.client.reconnect.delay=-1s"),
				(property) -> property.startsWith("tls.client.reconnect"));
		assertReported(this.listening.withPropertyValues("tls.client.port=1", "tls.client.reconnect.multiplier=0.5"),
				(property) -> property.startsWith("tls.client.reconnect"));
	}

	private static void assertReported(ApplicationContextRunner runner, Predicate<String> property) {
		runner.run((context) -> assertThat(context).getFailure().satisfies((failure) -> {
			Throwable each = failure;
			while (each != null && !(each instanceof InvalidTlsPropertyException)) {
				each = each.getCause();
			}
			assertThat(each).isInstanceOfSatisfying(InvalidTlsPropertyException.class,
					(ex) -> assertThat(ex.property()).matches(property));
		}));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class ForAudit {

		private final BlockingQueue<CleartextStream> connections = new LinkedBlockingQueue<>();

		@Bean
		@Qualifier("audit")
		SecureConnectListener forAudit() {
			return this.connections::add;
		}

	}

	static class Recorder {

		private final List<ReconnectEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(ReconnectEvent event) {
			this.events.add(event);
		}

	}

}
