package dev.tlsboot.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ApplicationProtocolTests {

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@CsvSource({ "JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3", "BOUNCYCASTLE, TLSv1.2",
			"BOUNCYCASTLE, TLSv1.3" })
	void agreesOnTheFirstOfTheServersProtocols(TestEngine engine, String version) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = serve(tls,
					engine.serverContext().protocols(List.of(version)).alpnProtocols(List.of("b", "a")).build());
			CleartextStream client = TestTls.get(tls
				.client(TestTls.clientContext().engine(clientEngine(engine)).alpnProtocols(List.of("a", "b")).build())
				.connect(TestTls.port(server), "localhost"));
			assertThat(client.alpnProtocol()).isEqualTo("b");
			CleartextStream stream = take();
			assertThat(stream.alpnProtocol()).isEqualTo("b");
			assertThat(stream.npnProtocol()).isNull();
			CleartextStream silent = tls.connect(server);
			assertThat(silent.alpnProtocol()).isNull();
			assertThat(take().alpnProtocol()).isNull();
		}
	}

	private static TlsEngine clientEngine(TestEngine engine) {
		return (engine != TestEngine.BOUNCYCASTLE) ? engine.get() : TlsEngine.jdk();
	}

	@ParameterizedTest
	@EnumSource(TestEngine.class)
	void refusesAClientThatSharesNone(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = serve(tls, engine.serverContext().alpnProtocols(List.of("a")).build());
			try (PeerProcess client = openssl(server, "-alpn", "b,c")) {
				client.awaitOutput("SSL alert number 120");
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.ALERT);
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestEngine.class, mode = Mode.EXCLUDE, names = "OPENSSL")
	void letsTheApplicationSelect(TestEngine engine) {
		AlpnSelector selector = (servername, protocols) -> "one.test".equals(servername) ? protocols.get(1) : null;
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = serve(tls, engine.serverContext().alpnSelector(selector).build());
			try (PeerProcess client = openssl(server, "-servername", "one.test", "-alpn", "x,y,z")) {
				client.awaitOutput("ALPN protocol: y");
			}
			assertThat(take().alpnProtocol()).isEqualTo("y");
			try (PeerProcess client = openssl(server, "-servername", "two.test", "-alpn", "x")) {
				client.awaitOutput("SSL alert number 120");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "throws", "selects what was not offered" })
	void refusesTheClientAtOnceWhenTheSelectorIsWrong(String how) {
		AlpnSelector selector = (servername, protocols) -> {
			if (how.equals("throws")) {
				throw new IllegalStateException("selector is broken");
			}
			return "never offered";
		};
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, TestTls.serverContext().alpnSelector(selector).build());
			try (PeerProcess client = openssl(server, "-alpn", "x")) {
				client.awaitOutput("SSL alert number " + (how.equals("throws") ? 80 : 120));
			}
			await().untilAsserted(() -> assertThat(tls.serverSide().failures()).hasSize(1));
			await().until(() -> server.connections() == 0);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "foo,world; (1) world; world", "world,hello; (1) hello; hello", "foo,bar; (2) foo; foo" })
	void isToldByNpnWhatOpenSslChooses(String offered, String printed, String chosen) {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer server = serve(tls, npn(TestEngine.OPENSSL.serverContext(), "hello", "world"));
			try (PeerProcess client = openssl(server, "-tls1_2", "-nextprotoneg", offered)) {
				client.awaitOutput("Next protocol: " + printed);
				CleartextStream stream = take();
				assertThat(stream.npnProtocol()).isEqualTo(chosen);
				assertThat(stream.alpnProtocol()).isNull();
			}
		}
	}

	@Test
	void doesWithoutNpnWhereTheClientHasNone() {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer server = serve(tls,
					npn(TestEngine.OPENSSL.serverContext().protocols(List.of("TLSv1.3", "TLSv1.2")), "hello"));
			try (PeerProcess client = openssl(server, "-tls1_2")) {
				client.awaitOutput("welcome!");
				assertThat(take().npnProtocol()).isNull();
			}
			// which TLS 1.3 has not
			try (PeerProcess client = openssl(server, "-nextprotoneg", "hello")) {
				client.awaitOutput("welcome!");
				CleartextStream stream = take();
				assertThat(stream.protocol()).isEqualTo("TLSv1.3");
				assertThat(stream.npnProtocol()).isNull();
			}
		}
	}

	/**
	 * As the reference's client does.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "foo,world; world", "hello; hello", "world,hello; hello", "foo,world,bar,hello; hello" })
	void choosesByNpnTheFirstOfTheServersProtocols(String offered, String chosen) {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer server = serve(tls, npn(TestEngine.OPENSSL.serverContext(), "hello", "world"));
			CleartextStream client = TestTls
				.get(tls.client(npnClient(offered)).connect(TestTls.port(server), "localhost"));
			assertThat(client.npnProtocol()).isEqualTo(chosen);
			assertThat(client.alpnProtocol()).isNull();
			CleartextStream stream = take();
			assertThat(stream.npnProtocol()).isEqualTo(chosen);
			assertThat(stream.alpnProtocol()).isNull();
		}
	}

	@Test
	void doesWithoutNpnWhereTheServerHasNone() {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer server = serve(tls, TestEngine.OPENSSL.serverContext().protocols(List.of("TLSv1.2")).build());
			CleartextStream client = TestTls
				.get(tls.client(npnClient("hello")).connect(TestTls.port(server), "localhost"));
			assertThat(client.npnProtocol()).isNull();
			assertThat(take().npnProtocol()).isNull();
		}
	}

	/**
	 * The reference's client goes on with its first protocol; Netty's binding has no way
	 * to name to BoringSSL what the server has not.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "foo", "foo,bar" })
	void refusesAServerThatSharesNoneByNpn(String own) {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer server = serve(tls, npn(TestEngine.OPENSSL.serverContext(), "hello", "world"));
			TlsClient client = tls.client(npnClient(own));
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(client.connect(TestTls.port(server), "localhost")))
				.withMessageContaining("none of npn-protocols [foo");
			await().until(() -> server.connections() == 0);
			assertThat(tls.serverSide().failures()).hasSize(1);
		}
	}

	private static SecureContext npn(SecureContext.Builder builder, String... protocols) {
		return builder.npnProtocols(List.of(protocols)).build();
	}

	private static SecureContext npnClient(String offered) {
		return npn(TestTls.clientContext().engine(TlsEngine.openSsl()).protocols(List.of("TLSv1.2")),
				offered.split(","));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "b\u00e9" })
	void takesNoProtocolThatHasNoName(String protocol) {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> SecureContext.builder().alpnProtocols(List.of(protocol)))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("alpn-protocols"));
	}

	private TlsServer serve(TestTls tls, SecureContext context) {
		return tls.serve(context, (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> {
		});
	}

	private CleartextStream take() {
		try {
			return this.streams.poll(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static PeerProcess openssl(TlsServer server, String... options) {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-connect", "127.0.0.1:" + TestTls.port(server)));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
