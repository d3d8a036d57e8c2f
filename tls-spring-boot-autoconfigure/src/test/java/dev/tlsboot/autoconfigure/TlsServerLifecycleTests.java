package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.transport.TlsTransport;
import io.netty.util.concurrent.EventExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class TlsServerLifecycleTests {

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Echo.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("tls.server.port=0", "tls.server.self-signed=true")
			.properties(properties)
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
	}

	private static void assertEchoes(int port) throws Exception {
		try (JdkPeer peer = JdkPeer.connect(port)) {
			peer.send("hello");
			assertThat(peer.receive()).isEqualTo("hello");
		}
	}

	private static void assertRefuses(int port) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> JdkPeer.connect(port));
	}

	@Test
	void listensWhenTheApplicationHasStartedAndNotWhenItHasStopped() throws Exception {
		int port;
		try (ConfigurableApplicationContext context = run()) {
			port = port(context);
			assertEchoes(port);
		}
		assertRefuses(port);
	}

	@Test
	void publishesThePortToParentsToo() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Parent.class)
			.web(WebApplicationType.NONE)
			.child(Echo.class)
			.web(WebApplicationType.NONE)
			.properties("tls.server.port=0", "tls.server.self-signed=true")
			.run()) {
			ConfigurableApplicationContext parent = (ConfigurableApplicationContext) context.getParent();
			assertThat(parent).isNotNull();
			assertThat(port(parent)).isEqualTo(port(context)).isPositive();
		}
	}

	@Test
	void startsAgainAfterAStop() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			int first = port(context);
			context.stop();
			assertRefuses(first);
			assertThat(context.getBean(TlsServerLifecycle.class).isRunning()).isFalse();
			context.start();
			assertEchoes(port(context));
		}
	}

	@Test
	void isNotPausedWithAnIdleTestContext() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			int port = port(context);
			context.pause();
			assertEchoes(port);
			context.restart();
			assertThat(port(context)).isEqualTo(port);
			assertEchoes(port);
		}
	}

	@Test
	void letsConnectionsFinishBeforeItStops() throws Exception {
		ConfigurableApplicationContext context = run("spring.lifecycle.timeout-per-shutdown-phase=30s");
		int port = port(context);
		TlsServer server = context.getBean(TlsServer.class);
		try (JdkPeer peer = JdkPeer.connect(port)) {
			peer.send("before");
			assertThat(peer.receive()).isEqualTo("before");
			CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
			Awaitility.await().until(() -> server.address() == null);
			peer.send("meanwhile");
			assertThat(peer.receive()).isEqualTo("meanwhile");
			assertRefuses(port);
			assertThat(closing).isNotDone();
			peer.socket().close();
			closing.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void losesNoByteOfConnectionsThatAreAtWorkWhenItStops() throws Exception {
		ConfigurableApplicationContext context = run("spring.lifecycle.timeout-per-shutdown-phase=30s");
		int port = port(context);
		CountDownLatch underWay = new CountDownLatch(8);
		CountDownLatch stopping = new CountDownLatch(1);
		Executor threads = (task) -> new Thread(task).start();
		List<CompletableFuture<String>> clients = Stream
			.generate(() -> CompletableFuture.supplyAsync(() -> echoThroughAStop(port, underWay, stopping), threads))
			.limit(8)
			.toList();
		underWay.await();
		Thread stop = new Thread(context::close);
		stop.start();
		stopping.countDown();
		for (CompletableFuture<String> client : clients) {
			assertThat(client.get(30, TimeUnit.SECONDS)).isEqualTo("200 lines and the end");
		}
		stop.join();
	}

	private static String echoThroughAStop(int port, CountDownLatch underWay, CountDownLatch stopping) {
		String line = "x".repeat(20_000);
		try (JdkPeer peer = JdkPeer.connect(port)) {
			int lines = 0;
			for (int i = 0; i < 200; i++) {
				if (i == 100) {
					underWay.countDown();
					stopping.await();
				}
				peer.send(line);
				lines += line.equals(peer.receive()) ? 1 : 0;
			}
			peer.socket().shutdownOutput();
			return lines + " lines" + ((peer.receive() == null) ? " and the end" : "");
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void saysGoodbyeToConnectionsThatDoNotFinishInTime() throws Exception {
		ConfigurableApplicationContext context = run("spring.lifecycle.timeout-per-shutdown-phase=200ms");
		try (JdkPeer peer = JdkPeer.connect(port(context))) {
			peer.send("before");
			assertThat(peer.receive()).isEqualTo("before");
			CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
			// an end without close_notify would be an exception
			assertThat(peer.receive()).isNull();
			closing.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void keepsTheJvmAliveWhileItListens() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(aliveThreads()).isEqualTo(1);
			context.stop();
			Awaitility.await().until(() -> aliveThreads() == 0);
		}
	}

	@Test
	void startsThoughBeansAreLazy() throws Exception {
		try (ConfigurableApplicationContext context = run("spring.main.lazy-initialization=true")) {
			assertEchoes(port(context));
		}
	}

	@Test
	void acceptsNothingWhilePaused() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			TlsServer server = context.getBean(TlsServer.class);
			server.pauseAccepting(true);
			// the event loop is told of it by a task
			for (EventExecutor eventLoop : context.getBean(TlsTransport.class).eventLoops()) {
				eventLoop.submit(() -> {
				}).sync();
			}
			try (Socket waiting = new Socket("localhost", port(context))) {
				waiting.setSoTimeout(300);
				waiting.getOutputStream()
					.write("not TLS, which is answered with an end".getBytes(StandardCharsets.UTF_8));
				assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> waiting.getInputStream().read());
				server.pauseAccepting(false);
				waiting.setSoTimeout(20_000);
				assertThat(waiting.getInputStream().read()).as("the end").isEqualTo(-1);
			}
			assertEchoes(port(context));
		}
	}

	private static long aliveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tls-server") && !thread.isDaemon())
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, SslAutoConfiguration.class, TlsAutoConfiguration.class,
			TlsServerAutoConfiguration.class })
	static class Echo {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Parent {

	}

}
