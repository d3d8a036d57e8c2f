package dev.tlsboot.client;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ConnectOptionsTests {

	/**
	 * The reference's ip-servername-forbidden.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.1.", "::1", "[::1]", "fe80::1%lo" })
	void noIpAddressIsAServername(String address) {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> ConnectOptions.builder().servername(address))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("servername"));
		try (TestTls tls = new TestTls()) {
			assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(
					() -> tls.client(TestTls.clientContext().build(), (builder) -> builder.servername(address)));
		}
	}

	@Test
	void optionsThatExcludeEachOtherAreNamed() {
		ConnectOptions.Builder pathAndProxy = ConnectOptions.builder()
			.path(Path.of("socket"))
			.proxy(ProxyServer.http("proxy", 3128));
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(pathAndProxy::build)
			.withMessageContaining("proxy")
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("path"));
		ConnectOptions.Builder proxyAndAddress = ConnectOptions.builder()
			.address(InetAddress.getLoopbackAddress())
			.proxy(ProxyServer.socks5("proxy", 1080));
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(proxyAndAddress::build)
			.withMessageContaining("address");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> ConnectOptions.builder().port(65536));
	}

	@Test
	void aProxyDoesNotTellItsCredentials() {
		assertThat(ProxyServer.http("proxy", 3128).withCredentials("scott", "tiger"))
			.hasToString("HTTP proxy proxy:3128");
	}

	@ParameterizedTest
	@EnumSource(value = TestEngine.class, mode = Mode.EXCLUDE, names = "BOUNCYCASTLE")
	void offersTheProtocolsOfEachConnection(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(engine.serverContext().alpnProtocols(List.of("mqtt", "syslog")).build(),
					TestTls.echo(), (builder) -> {
					});
			TlsClient client = tls.client(engine.clientContext().alpnProtocols(List.of("syslog")).build());
			ConnectOptions.Builder options = ConnectOptions.builder().port(TestTls.port(server));
			assertThat(protocol(client, options)).isEqualTo("syslog");
			assertThat(protocol(client, options.alpnProtocols(List.of("mqtt")))).isEqualTo("mqtt");
			assertThat(protocol(client, options.alpnProtocols(List.of("syslog", "mqtt")))).isEqualTo("mqtt");
			assertThat(protocol(client, options.alpnProtocols(List.of()))).isNull();
			CompletionStage<CleartextStream> refused = client
				.connect(options.alpnProtocols(List.of("http/1.1")).build());
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(refused));
			assertThat(protocol(client, ConnectOptions.builder().port(TestTls.port(server)))).isEqualTo("syslog");
		}
	}

	@Test
	void choosesAmongTheNpnProtocolsOfEachConnection() {
		TestEngine engine = TestEngine.OPENSSL;
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(
					engine.serverContext().protocols(List.of("TLSv1.2")).npnProtocols(List.of("a", "b")).build(),
					TestTls.echo(), (builder) -> {
					});
			TlsClient client = tls.client(engine.clientContext().build());
			for (String protocol : List.of("a", "b")) {
				CleartextStream stream = TestTls.get(client.connect(
						ConnectOptions.builder().port(TestTls.port(server)).npnProtocols(List.of(protocol)).build()));
				assertThat(stream.npnProtocol()).isEqualTo(protocol);
				stream.end();
			}
		}
	}

	@Test
	void resumesAmongConnectionsThatOfferTheSame() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestTls.serverContext().alpnProtocols(List.of("mqtt", "syslog")).build(),
					TestTls.echo(), (builder) -> {
					});
			TlsClient client = tls.client(TestTls.clientContext().build());
			ConnectOptions mqtt = ConnectOptions.builder()
				.port(TestTls.port(server))
				.alpnProtocols(List.of("mqtt"))
				.build();
			SSLSession session = greeted(client, mqtt, false);
			ConnectOptions resuming = ConnectOptions.builder()
				.port(TestTls.port(server))
				.alpnProtocols(List.of("mqtt"))
				.session(session)
				.build();
			greeted(client, resuming, true);
			ConnectOptions.Builder others = ConnectOptions.builder().port(TestTls.port(server)).session(session);
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> client.connect(others.alpnProtocols(List.of("syslog")).build()))
				.satisfies((ex) -> assertThat(ex.option()).isEqualTo("session"));
		}
	}

	@Test
	void protocolsThatCannotWorkAreToldBeforeAnythingIsConnected() {
		try (TestTls tls = new TestTls()) {
			TlsClient client = tls.client(TestTls.clientContext().build());
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> client.connect(ConnectOptions.builder().port(1).npnProtocols(List.of("a")).build()))
				.satisfies((ex) -> assertThat(ex.option()).isEqualTo("npn-protocols"));
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(() -> client.connect(ConnectOptions.builder().port(1).alpnProtocols(List.of("")).build()))
				.satisfies((ex) -> assertThat(ex.option()).isEqualTo("alpn-protocols"));
			assertThat(tls.clientSide().steps()).isEmpty();
		}
	}

	@Test
	void protocolsMadeUpForEachConnectionAreForgotten() {
		SecureContext context = TestTls.clientContext().build();
		SecureContext mqtt = context.withApplicationProtocols(List.of("mqtt"), List.of());
		assertThat(mqtt.alpnProtocols()).containsExactly("mqtt");
		assertThat(context.withApplicationProtocols(List.of("mqtt"), List.of())).isSameAs(mqtt);
		assertThat(mqtt.with(false, false).alpnProtocols()).containsExactly("mqtt");
		assertThat(context.withApplicationProtocols(List.of(), List.of())).isSameAs(context);
		for (int i = 0; i < 100; i++) {
			context.withApplicationProtocols(List.of("made up " + i), List.of());
		}
		assertThat(context.withApplicationProtocols(List.of("mqtt"), List.of())).isNotSameAs(mqtt);
	}

	private static @Nullable String protocol(TlsClient client, ConnectOptions.Builder options) {
		CleartextStream stream = TestTls.get(client.connect(options.build()));
		stream.end();
		return stream.alpnProtocol();
	}

	private static SSLSession greeted(TlsClient client, ConnectOptions options, boolean resumed) {
		CleartextStream stream = TestTls.get(client.connect(options));
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append((char) data.get()));
		// the session of TLS 1.3 comes before it
		await().untilAsserted(() -> assertThat(received).isNotEmpty());
		assertThat(stream.resumed()).isEqualTo(resumed);
		assertThat(stream.alpnProtocol()).isEqualTo("mqtt");
		SSLSession session = stream.session();
		stream.end();
		await().until(() -> !stream.isOpen());
		return session;
	}

}
