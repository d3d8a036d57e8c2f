package dev.tlsboot.client;

import java.util.List;

import javax.net.ssl.SSLSession;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The reference's client-resume.
 */
class SessionResumptionTests {

	@ParameterizedTest
	@CsvSource({ "JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3" })
	void resumesASessionAtAnotherPort(TestEngine engine, String protocol) {
		SecureContext server = engine.serverContext().protocols(List.of(protocol)).build();
		try (TestTls tls = new TestTls()) {
			TlsServer first = tls.serve(server, TestTls.echo(), (builder) -> {
			});
			// sessions are bound to keys and policy, not to ports
			TlsServer second = tls.serve(server, TestTls.echo(), (builder) -> {
			});
			TlsClient client = tls.client(engine.clientContext().build());
			ConnectOptions.Builder toSecond = ConnectOptions.builder().host("localhost").port(TestTls.port(second));
			SSLSession session = greeted(client, ConnectOptions.builder().port(TestTls.port(first)).build(), false);
			greeted(client, toSecond.session(session).build(), true);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesASessionOfAnotherClientOrServer(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(engine.clientContext().build());
			SSLSession session = greeted(client, ConnectOptions.builder().port(TestTls.port(server)).build(), false);
			ConnectOptions.Builder options = ConnectOptions.builder().port(TestTls.port(server)).session(session);
			TlsClient other = tls.client(engine.clientContext().build());
			assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> other.connect(options.build()))
				.withMessageContaining("no connection of this client");
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> client.connect(options.host("127.0.0.1").build()))
				.withMessageContaining("localhost");
		}
	}

	private static SSLSession greeted(TlsClient client, ConnectOptions options, boolean resumed) {
		CleartextStream stream = TestTls.get(client.connect(options));
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append((char) data.get()));
		// the session of TLS 1.3 comes before it
		await().untilAsserted(() -> assertThat(received).isNotEmpty());
		assertThat(stream.resumed()).isEqualTo(resumed);
		assertThat(stream.authorized()).isTrue();
		SSLSession session = stream.session();
		stream.end();
		await().until(() -> !stream.isOpen());
		return session;
	}

}
