package dev.tlsboot.pair;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TruncatedStreamException;
import dev.tlsboot.testing.Garbage;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.trust.AuthorizationError.Code;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * TLS without a socket.
 */
class SecurePairTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource
	void securesAPipeInMemory(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			assertThatIllegalStateException().isThrownBy(client::cleartext);
			client.encrypted().over(server.encrypted());
			echo(TestTls.get(server.secure()));
			CleartextStream stream = TestTls.get(client.secure());
			assertThat(client.cleartext()).isSameAs(stream);
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.servername()).isEqualTo("localhost");
			assertThat(stream.remotePort()).isEqualTo(-1);
			StringBuffer received = received(stream);
			stream.write("hello");
			await().untilAsserted(() -> assertThat(received).hasToString("hello"));
			AtomicInteger closed = new AtomicInteger();
			client.encrypted().onClose(closed::incrementAndGet);
			server.encrypted().onClose(closed::incrementAndGet);
			stream.end();
			await().untilAsserted(() -> assertThat(closed).hasValue(2));
			assertThat(stream.isOpen()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void runsOverTwoPairsOfPipedStreams(TestEngine engine) throws Exception {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			PipedInputStream toServer = new PipedInputStream();
			PipedInputStream toClient = new PipedInputStream();
			OutputStream fromClient = new PipedOutputStream(toServer);
			OutputStream fromServer = new PipedOutputStream(toClient);
			client.encrypted().over(toClient, fromClient);
			server.encrypted().over(toServer, fromServer);
			echo(TestTls.get(server.secure()));
			CleartextStream stream = TestTls.get(client.secure());
			StringBuffer received = received(stream);
			stream.write("x".repeat(100_000));
			await().untilAsserted(() -> assertThat(received).hasSize(100_000));
			stream.end();
			await().until(() -> !stream.isOpen() && !server.cleartext().isOpen());
		}
	}

	/**
	 * The reference's inception: one connection of ours carries another one.
	 */
	@ParameterizedTest
	@EnumSource
	void putsTlsInsideTls(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer outer = tls.serve((carrier) -> {
				SecurePair inner = server(tls, engine);
				inner.secure().thenAccept(SecurePairTests::echo);
				inner.encrypted().over(carrier);
			});
			CleartextStream carrier = tls.connect(outer);
			SecurePair inner = client(tls, engine);
			inner.encrypted().over(carrier);
			CleartextStream stream = TestTls.get(inner.secure());
			StringBuffer received = received(stream);
			stream.write("x".repeat(1_000_000));
			await().untilAsserted(() -> assertThat(received).hasSize(1_000_000));
			stream.end();
			await().until(() -> !stream.isOpen() && !carrier.isOpen());
			assertThat(tls.serverSide().errors()).isEmpty();
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void holdsTheWriterBackWhileNobodyTakesWhatIsEncrypted(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			AtomicLong received = new AtomicLong();
			TestTls.get(server.secure()).onData((data) -> received.addAndGet(data.remaining()));
			CleartextStream stream = TestTls.get(client.secure());
			client.encrypted().pause();
			int written = 0;
			while (stream.write(new byte[10_000])) {
				written += 10_000;
				assertThat(written).isLessThan(10_000_000);
			}
			int all = written + 10_000;
			await().during(Duration.ofMillis(200)).until(() -> received.get() == 0 && stream.needsDrain());
			AtomicInteger drained = new AtomicInteger();
			stream.onDrain(drained::incrementAndGet);
			client.encrypted().resume();
			await().untilAsserted(() -> assertThat(received).hasValue(all));
			await().untilAsserted(() -> assertThat(drained).hasPositiveValue());
			stream.destroy();
		}
	}

	@ParameterizedTest
	@EnumSource
	void holdsTheTransportBackWhileNobodyReadsInClear(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			CleartextStream reader = TestTls.get(server.secure());
			AtomicLong received = new AtomicLong();
			CleartextStream writer = TestTls.get(client.secure());
			// until what waits in clear, between the two, and to be sent is full
			AtomicLong written = new AtomicLong();
			await().until(() -> {
				while (!writer.needsDrain()) {
					assertThat(written).hasValueLessThan(10_000_000);
					writer.write(new byte[10_000]);
					written.addAndGet(10_000);
				}
				return server.encrypted().needsDrain();
			});
			reader.onData((data) -> received.addAndGet(data.remaining()));
			await().untilAsserted(() -> assertThat(received).hasValue(written.get()));
			writer.destroy();
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsAnEndOfTheTransportFromAnEndOfTheConnection(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			CleartextStream stream = TestTls.get(server.secure());
			AtomicReference<Throwable> error = new AtomicReference<>();
			stream.onError(error::set).resume();
			server.encrypted().end();
			await().untilAsserted(() -> assertThat(error.get()).isInstanceOf(TruncatedStreamException.class));
			await().until(() -> !TestTls.get(client.secure()).isOpen());
		}
	}

	@ParameterizedTest
	@EnumSource
	void failsWhenWhatComesIsNotTls(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			server.encrypted().write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(server.secure()))
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(FailureReason.NOT_TLS));
		}
	}

	@ParameterizedTest
	@EnumSource
	void asksAClientForACertificateAndTellsWhoHasNone(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecureContext context = engine.serverContext().trust(TestPki.get().anchors()).build();
			SecurePair server = SecurePair.create(tls.transport(), context, true, true, false);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			CleartextStream stream = TestTls.get(server.secure());
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError().code()).isEqualTo(Code.UNABLE_TO_GET_ISSUER_CERT);
			stream.destroy();
		}
	}

	@Test
	void makesNoClientThatWouldVerifyNobody() {
		try (TestTls tls = new TestTls()) {
			assertThatExceptionOfType(TlsConfigurationException.class)
				.isThrownBy(
						() -> SecurePair.create(tls.transport(), TestTls.clientContext().build(), false, false, true))
				.satisfies((ex) -> assertThat(ex.option()).isEqualTo("servername"));
		}
	}

	@Test
	void aClientThatIsToldToLooksAtTheServerItself() {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, TestEngine.JDK);
			SecurePair client = SecurePair.create(tls.transport(), TestTls.clientContext().build(), false, false,
					false);
			client.encrypted().over(server.encrypted());
			CleartextStream stream = TestTls.get(client.secure());
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.servername()).isNull();
			stream.destroy();
		}
	}

	/**
	 * The reference's securepair-server.
	 */
	@ParameterizedTest
	@EnumSource
	void servesSClientOverTheStreamsOfASocket(TestEngine engine) throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		try (TestTls tls = new TestTls();
				ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				PeerProcess client = PeerProcess.start("openssl", "s_client", "-connect",
						"127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-verify_return_error",
						"-CAfile", TestPki.get().writeAuthority(this.folder).toString(), "-quiet");
				Socket socket = listener.accept()) {
			SecurePair server = server(tls, engine);
			server.encrypted().over(socket.getInputStream(), socket.getOutputStream());
			TestTls.echo().secureConnection(TestTls.get(server.secure()));
			client.awaitOutput("welcome!").send("hello from openssl\n").awaitOutput("hello from openssl");
			client.close();
			await().until(() -> !server.cleartext().isOpen());
		}
	}

	/**
	 * The reference's securepair-client.
	 */
	@ParameterizedTest
	@EnumSource
	void isAClientOfSServerOverTheStreamsOfASocket(TestEngine engine) throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		try (TestTls tls = new TestTls();
				PeerProcess server = PeerProcess
					.start("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-rev", "-key",
							TestPki.writeKey(this.folder, TestPki.get().ecServer()).toString(), "-cert",
							TestPki.writeChain(this.folder, TestPki.get().ecServer()).toString())
					.awaitOutput("ACCEPT");
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			SecurePair client = client(tls, engine);
			InputStream input = socket.getInputStream();
			client.encrypted().over(input, socket.getOutputStream());
			CleartextStream stream = TestTls.get(client.secure());
			assertThat(stream.authorized()).isTrue();
			StringBuffer received = received(stream);
			stream.write("hello\n");
			await().untilAsserted(() -> assertThat(received.toString()).contains("olleh\n"));
			stream.end();
			await().until(socket::isClosed);
		}
	}

	/**
	 * The reference's test-tls-js-stream.
	 */
	@ParameterizedTest
	@EnumSource
	void runsByteByByteOverWhateverCallsWriteAndListens(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			bringByteByByte(client.encrypted(), server.encrypted());
			bringByteByByte(server.encrypted(), client.encrypted());
			CleartextStream atServer = TestTls.get(server.secure());
			StringBuffer receivedByServer = received(atServer);
			CleartextStream atClient = TestTls.get(client.secure());
			StringBuffer receivedByClient = received(atClient);
			AtomicInteger closed = new AtomicInteger();
			atServer.onClose(closed::incrementAndGet);
			atClient.onClose(closed::incrementAndGet);
			atServer.write("ohai");
			await().untilAsserted(() -> assertThat(receivedByClient).hasToString("ohai"));
			atClient.write("hello");
			atClient.end();
			await().untilAsserted(() -> assertThat(closed).hasValue(2));
			assertThat(receivedByServer).hasToString("hello");
		}
	}

	/**
	 * The reference's test-tls-close-notify.
	 */
	@ParameterizedTest
	@EnumSource
	void endsAtTheCloseNotifyThoughTheTransportStaysOpen(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			bringByteByByte(client.encrypted(), server.encrypted());
			bringByteByByte(server.encrypted(), client.encrypted());
			CleartextStream atServer = TestTls.get(server.secure());
			StringBuffer calls = new StringBuffer();
			atServer.onEnd(() -> calls.append("end "));
			atServer.onError((error) -> calls.append("error "));
			atServer.onClose(() -> calls.append("close "));
			atServer.resume();
			TestTls.get(client.secure()).resume().end();
			await().untilAsserted(() -> assertThat(calls).hasToString("end close "));
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersWhatComesInOneGoWithTheEnd(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, TestEngine.JDK);
			ByteArrayOutputStream withheld = new ByteArrayOutputStream();
			AtomicBoolean withhold = new AtomicBoolean();
			client.encrypted().onData((data) -> {
				byte[] bytes = new byte[data.remaining()];
				data.get(bytes);
				if (withhold.get()) {
					withheld.writeBytes(bytes);
				}
				else {
					server.encrypted().write(ByteBuffer.wrap(bytes));
				}
			});
			server.encrypted().onData(client.encrypted()::write);
			CleartextStream atClient = TestTls.get(client.secure());
			echo(TestTls.get(server.secure()));
			StringBuffer received = received(atClient);
			withhold.set(true);
			atClient.write("last words");
			await().until(() -> withheld.size() > 0);
			int words = withheld.size();
			atClient.end();
			await().until(() -> withheld.size() > words);
			server.encrypted().write(ByteBuffer.wrap(withheld.toByteArray()));
			await().until(() -> !atClient.isOpen());
			assertThat(received).hasToString("last words");
		}
	}

	/**
	 * The reference's test-tls-destroy-whilst-write.
	 */
	@ParameterizedTest
	@EnumSource
	void canBeDestroyedWhileItsTransportTakesNothing(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair lonely = client(tls, engine);
			lonely.encrypted().destroy();
			assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> TestTls.get(lonely.secure()));
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			CleartextStream reader = TestTls.get(server.secure()).resume();
			CleartextStream writer = TestTls.get(client.secure());
			client.encrypted().pause();
			StringBuffer calls = new StringBuffer();
			writer.onError((error) -> calls.append("error "));
			writer.onClose(() -> calls.append("close "));
			writer.write(new byte[1_000_000]);
			writer.destroy();
			await().untilAsserted(() -> assertThat(calls).hasToString("close "));
			await().until(() -> !reader.isOpen());
		}
	}

	/**
	 * The reference's test-tls-destroy-stream.
	 */
	@ParameterizedTest
	@EnumSource
	void aPeerLearnsThatTheOtherSideWasDestroyed(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecurePair server = server(tls, engine);
			SecurePair client = client(tls, engine);
			client.encrypted().over(server.encrypted());
			CleartextStream atServer = TestTls.get(server.secure());
			CleartextStream atClient = TestTls.get(client.secure());
			StringBuffer received = received(atClient);
			StringBuffer calls = new StringBuffer();
			atClient.onEnd(() -> calls.append("end "));
			atClient.onError((error) -> calls.append(error.getClass().getSimpleName()).append(' '));
			atClient.onClose(() -> calls.append("close "));
			atServer.write("Hello World");
			atServer.destroy();
			await().untilAsserted(() -> assertThat(calls).hasToString("TruncatedStreamException close "));
			assertThat(received.toString()).isIn("", "Hello World");
		}
	}

	/**
	 * The reference's test-tls-securepair-leak.
	 */
	@ParameterizedTest
	@EnumSource
	void pairsThatWereDestroyedLeaveNothingBehind(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			List<WeakReference<Object>> traces = new ArrayList<>();
			AtomicInteger open = new AtomicInteger(100);
			for (int i = 0; i < 100; i++) {
				SecurePair pair = (i % 2 == 0) ? server(tls, engine) : client(tls, engine);
				traces.add(new WeakReference<>(pair));
				traces.add(new WeakReference<>(pair.encrypted()));
				pair.encrypted().onClose(open::decrementAndGet).destroy();
			}
			await().untilAsserted(() -> assertThat(open).hasValue(0));
			Garbage.awaitCollected(traces);
		}
	}

	/**
	 * The reference's test-tls-securepair-fiftharg.
	 */
	@ParameterizedTest
	@EnumSource
	void aPairOfAServerHasTheContextOfTheNameThatIsAskedFor(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			X509Bundle certificate = TestPki.get()
				.issue(new CertificateBuilder().ecp256().subject("CN=www").addSanDnsName("www.test"));
			TlsServer server = tls.serve(TestTls.echo());
			server.addContext("www.test",
					SecureContext.builder().engine(engine.get()).credentials(TestPki.credentials(certificate)).build());
			SecurePair atServer = server.securePair();
			SecurePair client = SecurePair.builder(tls.transport(), engine.clientContext().build())
				.servername("www.test")
				.build();
			client.encrypted().over(atServer.encrypted());
			CleartextStream stream = TestTls.get(client.secure());
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.peerCertificate().x509Certificate()).isEqualTo(certificate.getCertificate());
			assertThat(server.connections()).isEqualTo(1);
			StringBuffer received = received(stream);
			await().untilAsserted(() -> assertThat(received).hasToString("welcome!\n"));
			stream.destroy();
		}
	}

	private static void bringByteByByte(EncryptedStream from, EncryptedStream to) {
		from.onData((data) -> {
			while (data.hasRemaining()) {
				to.write(ByteBuffer.wrap(new byte[] { data.get() }));
			}
		});
	}

	private static SecurePair server(TestTls tls, TestEngine engine) {
		return SecurePair.create(tls.transport(), engine.serverContext().build(), true, false, true);
	}

	private static SecurePair client(TestTls tls, TestEngine engine) {
		return SecurePair.builder(tls.transport(), engine.clientContext().build()).servername("localhost").build();
	}

	private static void echo(CleartextStream stream) {
		stream.pipe(stream);
	}

	private static StringBuffer received(CleartextStream stream) {
		StringBuffer received = new StringBuffer();
		stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
		return received;
	}

}
