package dev.tlsboot.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSocket;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * New contexts for a server that runs.
 */
@Timeout(60)
class ContextExchangeTests {

	private static SecureContext context() {
		return TestTls.serverContext().build();
	}

	@Test
	void exchangesThoseThatAreInUse() {
		try (TestTls tls = new TestTls()) {
			SecureContext own = context();
			SecureContext named = context();
			SecureContext other = context();
			TlsServer server = tls.serve(own, TestTls.echo(), (builder) -> {
			});
			server.addContext("a.test", named);
			server.addContext("*.b.test", named);
			server.addContext("c.test", other);
			SecureContext newOwn = context();
			SecureContext newNamed = context();
			SecureContext gone = context();
			assertThat(server.replaceContexts(Map.of(own, newOwn, named, newNamed, gone, context())))
				.containsExactlyInAnyOrder(own, named);
			assertThat(server.secureContext()).isSameAs(newOwn);
			assertThat(server.addContext("a.test", context())).isSameAs(newNamed);
			assertThat(server.addContext("*.b.test", context())).isSameAs(newNamed);
			assertThat(server.addContext("c.test", context())).isSameAs(other);
			assertThat(server.serverNames()).containsExactly("*.b.test", "a.test", "c.test");
		}
	}

	@Test
	void exchangesNoneIfOneCannotWork() {
		try (TestTls tls = new TestTls()) {
			SecureContext own = context();
			SecureContext named = context();
			TlsServer server = tls.serve(own, TestTls.echo(), (builder) -> {
			});
			server.addContext("a.test", named);
			SecureContext withoutKey = SecureContext.builder().build();
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> server.replaceContexts(Map.of(own, context(), named, withoutKey)));
			assertThat(server.secureContext()).isSameAs(own);
			assertThat(server.addContext("a.test", context())).isSameAs(named);
		}
	}

	@ParameterizedTest
	@EnumSource
	void noHandshakeFailsMeanwhile(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			AtomicBoolean stop = new AtomicBoolean();
			AtomicInteger greeted = new AtomicInteger();
			Thread client = new Thread(() -> {
				while (!stop.get()) {
					greet(TestTls.port(server));
					greeted.incrementAndGet();
				}
			});
			AtomicInteger failures = new AtomicInteger();
			client.setUncaughtExceptionHandler((thread, ex) -> failures.incrementAndGet());
			client.start();
			Awaitility.await().until(() -> greeted.get() > 0 || failures.get() > 0);
			for (int i = 0; i < 50; i++) {
				SecureContext next = engine.serverContext()
					.credentials(
							TestPki.credentials((i % 2 == 0) ? TestPki.get().rsaServer() : TestPki.get().ecServer()))
					.build();
				assertThat(server.replaceContexts(Map.of(server.secureContext(), next))).hasSize(1);
			}
			int before = greeted.get();
			Awaitility.await().until(() -> greeted.get() > before + 2 || failures.get() > 0);
			stop.set(true);
			client.join();
			assertThat(failures).hasValue(0);
			assertThat(tls.serverSide().failures()).isEmpty();
		}
	}

	private static void greet(int port) {
		try (JdkPeer peer = JdkPeer.connect(port); SSLSocket socket = peer.socket()) {
			assertThat(peer.receive()).isEqualTo("welcome!");
			socket.shutdownOutput();
			assertThat(peer.receive()).isNull();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
