package dev.tlsboot.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.HelloRelay;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Clients that choose by NPN.
 */
class NextProtocolTests {

	@Test
	void choosesForEachOfManyConnectionsAtTheSameTime() {
		try (TestTls tls = new TestTls()) {
			TlsServer ab = serve(tls, "a", "b", "c");
			TlsServer ba = serve(tls, "b", "a", "c");
			TlsServer none = tls.serve(TestEngine.OPENSSL.serverContext().build(), TestTls.echo(), (builder) -> {
			});
			TlsClient client = client(tls, "c", "b", "a");
			List<CompletionStage<CleartextStream>> streams = new ArrayList<>();
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				streams.add(client.connect(TestTls.port(ab), "localhost"));
				streams.add(client.connect(TestTls.port(ba), "localhost"));
				streams.add(client.connect(TestTls.port(none), "localhost"));
				Collections.addAll(expected, "a", "b", null);
			}
			assertThat(streams).extracting((stream) -> TestTls.get(stream).npnProtocol())
				.containsExactlyElementsOf(expected);
		}
	}

	@Test
	void choosesWhenSessionsAreResumed() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, "a", "b");
			TlsClient client = client(tls, "b", "a");
			List<Boolean> resumed = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				CleartextStream stream = TestTls.get(client.connect(TestTls.port(server), "localhost"));
				assertThat(stream.npnProtocol()).isEqualTo("a");
				resumed.add(stream.resumed());
				echoes(stream);
				stream.end();
				await().until(() -> !stream.isOpen());
			}
			assertThat(resumed).containsExactly(false, true, true);
		}
	}

	@Test
	void choosesWhenTheServerHelloComesByteByByte() throws IOException {
		try (TestTls tls = new TestTls()) {
			try (HelloRelay relay = HelloRelay.byteByByte(TestTls.port(serve(tls, "a", "b")))) {
				choosesThrough(tls, relay);
			}
		}
	}

	@Test
	void choosesWhenTheServerHelloComesInManyRecords() throws IOException {
		try (TestTls tls = new TestTls()) {
			try (HelloRelay relay = HelloRelay.rewritingAnswer(TestTls.port(serve(tls, "a", "b")),
					HelloRelay::inRecordsOfOneByte)) {
				choosesThrough(tls, relay);
			}
		}
	}

	private static void choosesThrough(TestTls tls, HelloRelay relay) {
		CleartextStream stream = TestTls.get(client(tls, "b", "a").connect(relay.port(), "localhost"));
		assertThat(stream.npnProtocol()).isEqualTo("a");
		echoes(stream);
		stream.destroy();
	}

	@Test
	void leavesTlsAsItIsWhereThereIsNoNpn() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(TestEngine.OPENSSL.serverContext().npnProtocols(List.of("a")).build(),
					TestTls.echo(), (builder) -> {
					});
			CleartextStream stream = TestTls
				.get(tls.client(TestEngine.OPENSSL.clientContext().npnProtocols(List.of("b", "a")).build())
					.connect(TestTls.port(server), "localhost"));
			assertThat(stream.protocol()).isEqualTo("TLSv1.3");
			assertThat(stream.npnProtocol()).isNull();
			echoes(stream);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "an alert", "no TLS", "a message too long", "a hello cut short", "an odd hello" })
	void tellsWhyAServerDoesNotAnswerAsOneShould(String what) throws IOException {
		try (TestTls tls = new TestTls();
				ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletionStage<CleartextStream> stream = client(tls, "b", "a").connect(listener.getLocalPort(),
					"localhost");
			try (Socket socket = listener.accept()) {
				socket.getOutputStream().write(answer(what));
				socket.shutdownOutput();
				InputStream input = socket.getInputStream();
				assertThat(input.readAllBytes()).startsWith(22, 3);
			}
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(stream))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason(what)));
		}
	}

	private static byte[] answer(String what) {
		return switch (what) {
			case "an alert" -> new byte[] { 21, 3, 3, 0, 2, 2, 40 };
			case "no TLS" -> "220 mail.example.com ESMTP\r\n".getBytes(StandardCharsets.US_ASCII);
			case "a message too long" -> new byte[] { 22, 3, 3, 0, 4, 2, 100, 0, 0 };
			case "a hello cut short" -> new byte[] { 22, 3, 3, 0, 6, 2, 0, 0, 70, 3, 3 };
			case "an odd hello" -> new byte[] { 22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3 };
			default -> new byte[0];
		};
	}

	private static FailureReason reason(String what) {
		return switch (what) {
			case "an alert" -> FailureReason.ALERT;
			case "no TLS" -> FailureReason.NOT_TLS;
			case "a message too long", "an odd hello" -> FailureReason.OTHER;
			default -> FailureReason.PEER_CLOSED;
		};
	}

	private static TlsServer serve(TestTls tls, String... protocols) {
		SecureContext context = TestEngine.OPENSSL.serverContext()
			.protocols(List.of("TLSv1.2"))
			.npnProtocols(List.of(protocols))
			.build();
		return tls.serve(context, TestTls.echo(), (builder) -> {
		});
	}

	private static TlsClient client(TestTls tls, String... protocols) {
		return tls.client(TestEngine.OPENSSL.clientContext().npnProtocols(List.of(protocols)).build());
	}

	private static void echoes(CleartextStream stream) {
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append(StandardCharsets.US_ASCII.decode(data)));
		stream.write("and more\n");
		await().untilAsserted(() -> assertThat(received).hasToString("welcome!\nand more\n"));
	}

}
