package dev.tlsboot.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.testing.TunnelProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A client whose connection goes through somebody else's hands: the reference's
 * over-http-tunnel.
 */
class ProxyTests {

	@ParameterizedTest
	@EnumSource
	void connectsThroughAProxyThatLooksTheHostUp(ProxyServer.Type type) throws Exception {
		try (TestTls tls = new TestTls(); TunnelProxy proxy = proxy(type)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(TestTls.clientContext().build(), (builder) -> builder.resolver((host) -> {
				throw new AssertionError("Nobody here looks up " + host);
			}));
			ConnectOptions options = ConnectOptions.builder()
				.host("localhost")
				.port(TestTls.port(server))
				.proxy(through(type, proxy))
				.build();
			CleartextStream stream = TestTls.get(client.connect(options));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.servername()).isEqualTo("localhost");
			StringBuffer received = new StringBuffer();
			stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			stream.write("hello");
			await().untilAsserted(() -> assertThat(received).hasToString("welcome!\nhello"));
			assertThat(proxy.asked()).containsExactly("localhost:" + TestTls.port(server));
			stream.end();
			await().until(() -> client.connections() == 0);
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void showsItsCredentialsToAProxyThatAsksForThem(ProxyServer.Type type) throws Exception {
		try (TestTls tls = new TestTls(); TunnelProxy proxy = proxy(type).requiring("scott", "tiger")) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(TestTls.clientContext().build());
			ConnectOptions.Builder options = ConnectOptions.builder().host("localhost").port(TestTls.port(server));
			ProxyServer right = through(type, proxy).withCredentials("scott", "tiger");
			TestTls.get(client.connect(options.proxy(right).build())).destroy();
			ProxyServer wrong = through(type, proxy).withCredentials("scott", "lion-heart");
			assertThatIllegalStateException()
				.isThrownBy(() -> TestTls.get(client.connect(options.proxy(wrong).build())))
				.havingCause()
				.isInstanceOf(ConnectException.class)
				.satisfies((cause) -> assertThat(cause.toString()).doesNotContain("lion-heart"));
		}
	}

	@Test
	void waitsForTheProxyWithinTheConnectTimeout() throws Exception {
		try (TestTls tls = new TestTls();
				ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			ConnectOptions options = ConnectOptions.builder()
				.host("localhost")
				.port(443)
				.proxy(ProxyServer.http("127.0.0.1", mute.getLocalPort()))
				.connectTimeout(Duration.ofMillis(200))
				.build();
			TlsClient client = tls.client(TestTls.clientContext().build());
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.connect(options)))
				.havingCause()
				.withMessageContaining("200 ms");
		}
	}

	/**
	 * What a proxy adds to its answer does not come from the server.
	 */
	@Test
	void refusesAProxyThatSaysMoreInClear() throws Exception {
		try (TestTls tls = new TestTls(); TunnelProxy proxy = TunnelProxy.http().saying("HELLO")) {
			TlsServer server = tls.serve(TestTls.echo());
			ConnectOptions options = ConnectOptions.builder()
				.host("localhost")
				.port(TestTls.port(server))
				.proxy(ProxyServer.http("127.0.0.1", proxy.port()))
				.build();
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(tls.client(TestTls.clientContext().build()).connect(options)));
		}
	}

	/**
	 * A tunnel that the application has made itself.
	 */
	@Test
	void aPairRunsOverATunnel() throws Exception {
		try (TestTls tls = new TestTls(); TunnelProxy proxy = TunnelProxy.http()) {
			TlsServer server = tls.serve(TestTls.echo());
			try (Socket tunnel = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
				tunnel.getOutputStream()
					.write(("CONNECT localhost:" + TestTls.port(server) + " HTTP/1.1\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				assertThat(new String(tunnel.getInputStream().readNBytes(39), StandardCharsets.US_ASCII))
					.isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
				TlsClient client = tls.client(TestTls.clientContext().build());
				SecurePair pair = client.securePair(ConnectOptions.builder().host("localhost").build());
				pair.encrypted().over(tunnel.getInputStream(), tunnel.getOutputStream());
				CleartextStream stream = TestTls.get(pair.secure());
				StringBuffer received = new StringBuffer();
				stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
				await().untilAsserted(() -> assertThat(received).hasToString("welcome!\n"));
				assertThat(client.connections()).isEqualTo(1);
				stream.end();
				await().until(() -> client.connections() == 0);
			}
		}
	}

	private static TunnelProxy proxy(ProxyServer.Type type) throws IOException {
		return (type == ProxyServer.Type.HTTP) ? TunnelProxy.http() : TunnelProxy.socks5();
	}

	private static ProxyServer through(ProxyServer.Type type, TunnelProxy proxy) {
		return (type == ProxyServer.Type.HTTP) ? ProxyServer.http("127.0.0.1", proxy.port())
				: ProxyServer.socks5("127.0.0.1", proxy.port());
	}

}
