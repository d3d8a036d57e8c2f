package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.ConnectionClosedEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.event.ServerClosedEvent;
import dev.tlsboot.autoconfigure.event.ServerListeningEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class TlsEventsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class))
		.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.client.reject-unauthorized=false")
		.withBean(SecureConnectionListener.class, () -> (stream) -> stream.pipe(stream));

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
	}

	private static <E extends TlsEvent> E await(Recorder recorder, Class<E> type) {
		Awaitility.await().until(() -> !recorder.events(type).isEmpty());
		assertThat(recorder.events(type)).hasSize(1);
		return recorder.events(type).get(0);
	}

	@Test
	void tellOfAServersLife() {
		Recorder recorder = new Recorder();
		this.runner.withBean(Recorder.class, () -> recorder).run((context) -> {
			ServerListeningEvent listening = recorder.events(ServerListeningEvent.class).get(0);
			assertThat(listening.getServer()).isSameAs(context.getBean(TlsServer.class));
			assertThat(listening.getAddress()).isInstanceOfSatisfying(InetSocketAddress.class,
					(address) -> assertThat(address.getPort()).isEqualTo(port(context)));
			assertThat(recorder.events(ServerClosedEvent.class)).isEmpty();
			context.getSourceApplicationContext().close();
			assertThat(recorder.events(ServerClosedEvent.class)).singleElement()
				.satisfies((closed) -> assertThat(closed.getAddress()).isEqualTo(listening.getAddress()));
		});
	}

	@Test
	void tellOfAServerThatTheApplicationClosesByItself() {
		this.runner.withBean(Recorder.class).run((context) -> {
			context.getBean(TlsServer.class).close();
			await(context.getBean(Recorder.class), ServerClosedEvent.class);
		});
	}

	@Test
	void tellOfAConnectionOnBothSidesInOrder() {
		this.runner.withBean(Recorder.class).run((context) -> {
			Recorder recorder = context.getBean(Recorder.class);
			CleartextStream stream = context.getBean(TlsClient.class)
				.connect(port(context), "localhost")
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			assertThat(await(recorder, SecureConnectEvent.class).getStream()).isSameAs(stream);
			SecureConnectionEvent connected = await(recorder, SecureConnectionEvent.class);
			assertThat(connected.getServer()).isSameAs(context.getBean(TlsServer.class));
			stream.end();
			Awaitility.await().until(() -> recorder.events(ConnectionClosedEvent.class).size() == 2);
			ConnectionClosedEvent closed = recorder.events(ConnectionClosedEvent.class)
				.stream()
				.filter((event) -> event.getStream() == connected.getStream())
				.findFirst()
				.orElseThrow();
			assertThat(closed.getSource()).isSameAs(connected.getServer());
			assertThat(closed.getBytesRead()).isPositive();
			assertThat(closed.getBytesWritten()).isPositive();
			assertThat(closed.getDuration()).isPositive();
			assertThat(closed.getError()).isNull();
			assertThat(recorder.events.indexOf(connected)).isLessThan(recorder.events.indexOf(closed));
		});
	}

	@Test
	void tellOfAClientThatDoesNotSpeakTls() {
		this.runner.withBean(Recorder.class).run((context) -> {
			try (Socket socket = new Socket("localhost", port(context))) {
				socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				ClientErrorEvent event = await(context.getBean(Recorder.class), ClientErrorEvent.class);
				assertThat(event.getReason()).isEqualTo(FailureReason.NOT_TLS);
				assertThat(event.getException().reason()).isEqualTo(FailureReason.NOT_TLS);
				assertThat(event.getRemoteAddress()).isInstanceOfSatisfying(InetSocketAddress.class,
						(address) -> assertThat(address.getPort()).isEqualTo(socket.getLocalPort()));
			}
			assertThat(context.getBean(Recorder.class).events(ConnectionClosedEvent.class)).isEmpty();
		});
	}

	@Test
	void areNotMadeWhenNobodyListens() {
		Set<Thread> before = eventThreads();
		this.runner.run((context) -> {
			assertEchoes(port(context));
			assertThat(before).containsAll(eventThreads());
		});
	}

	private static Set<Thread> eventThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("tls-events-"))
			.collect(Collectors.toSet());
	}

	@Test
	void slowNoConnectionDown() {
		this.runner.withBean(StuckListener.class).run((context) -> {
			StuckListener listener = context.getBean(StuckListener.class);
			for (int i = 0; i < 20; i++) {
				assertEchoes(port(context));
			}
			listener.release.countDown();
			Awaitility.await().until(() -> listener.threads.size() == 20);
			assertThat(listener.threads).allMatch((name) -> name.startsWith("tls-events-"));
		});
	}

	private static void assertEchoes(int port) throws IOException {
		try (JdkPeer peer = JdkPeer.connect(port)) {
			peer.send("hello");
			assertThat(peer.receive()).isEqualTo("hello");
		}
	}

	static class Recorder {

		private final List<TlsEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(TlsEvent event) {
			this.events.add(event);
		}

		<E extends TlsEvent> List<E> events(Class<E> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

	static class StuckListener {

		private final CountDownLatch release = new CountDownLatch(1);

		private final List<String> threads = new CopyOnWriteArrayList<>();

		@EventListener
		void on(SecureConnectionEvent event) throws InterruptedException {
			this.release.await();
			this.threads.add(Thread.currentThread().getName());
		}

	}

}
