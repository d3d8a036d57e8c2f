package dev.tlsboot.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationRefusedException;
import dev.tlsboot.testing.HelloRelay;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Clients that mean no good: each is told apart by one failure with its reason, costs
 * nothing after it has gone, and no other client notices.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class HostileClientTests {

	private static final int ILLEGAL_PARAMETER = 47;

	private static final int DECODE_ERROR = 50;

	private static final int UNRECOGNIZED_NAME = 112;

	private static final int MEBIBYTE = 1024 * 1024;

	@Parameter
	private TestEngine engine;

	private TestTls tls;

	private TlsServer server;

	@BeforeEach
	void serve() {
		this.tls = new TestTls(this.engine);
		this.server = this.tls.serve(this.engine.serverContext().build(), TestTls.echo(),
				(builder) -> builder.handshakeTimeout(Duration.ofSeconds(2)));
	}

	@AfterEach
	void nothingIsLeftAndOthersAreServed() throws IOException {
		await().until(() -> this.server.connections() == 0);
		try (JdkPeer other = JdkPeer.connect(TestTls.port(this.server))) {
			assertThat(other.receive()).isEqualTo("welcome!");
		}
		await().until(() -> this.server.connections() == 0);
		this.tls.close();
	}

	@Test
	void aHelloInRecordsOfOneByteIsSlowButLegal() throws IOException {
		try (HelloRelay relay = HelloRelay.rewriting(TestTls.port(this.server), HelloRelay::inRecordsOfOneByte);
				JdkPeer client = JdkPeer.connect(relay.port())) {
			assertThat(client.receive()).isEqualTo("welcome!");
		}
	}

	@Test
	void aHelloInSegmentsOfOneByteIsSlowButLegal() throws IOException {
		try (HelloRelay relay = HelloRelay.byteByByte(TestTls.port(this.server));
				JdkPeer client = JdkPeer.connect(relay.port())) {
			assertThat(client.receive()).isEqualTo("welcome!");
		}
	}

	@Test
	void aRecordThatWasTamperedWithIsAnsweredByAnAlert() throws IOException {
		try (JdkPeer client = JdkPeer.connect(TestTls.port(this.server))) {
			assertThat(client.receive()).isEqualTo("welcome!");
			client.sendInClear(ByteBuffer.allocate(5 + 32).put(new byte[] { 23, 3, 3, 0, 32 }).array());
			assertThatExceptionOfType(SSLException.class).isThrownBy(client::receive)
				.withMessageContaining("bad_record_mac");
		}
	}

	@Test
	void aHelloOfMoreThan64KibibytesIsRefusedAtItsHeader() throws IOException {
		byte[] header = { 22, 3, 1, 0, 4, 1, 1, 0, 1 };
		assertThat(alertTo(header)).isEqualTo(DECODE_ERROR);
		assertRefusedOnce(FailureReason.OTHER, "65537 bytes");
	}

	@Test
	void aHelloThatEndsInTheMiddleOfAnExtensionIsRefused() throws IOException {
		byte[] hello = hello();
		// the last extension says that it is longer than what is there
		ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(hello, hello.length + 4));
		int extensions = extensionsAt(hello);
		buffer.putShort(extensions, (short) (buffer.getShort(extensions) + 4));
		buffer.putShort(hello.length, (short) 0xfafa).putShort(hello.length + 2, (short) 100);
		assertThat(alertTo(withLengths(buffer.array()))).isEqualTo(DECODE_ERROR);
		assertRefusedOnce(FailureReason.OTHER, "malformed");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 16 })
	void aHelloThatSaysTwiceWhatWeGoByIsRefused(int extension) throws IOException {
		byte[] content = (extension == 0) ? serverName("one.test".getBytes(StandardCharsets.US_ASCII))
				: new byte[] { 0, 2, 1, 'x' };
		byte[] hello = withExtension(withExtension(hello(), extension, content), extension, content);
		assertThat(alertTo(hello)).isEqualTo(ILLEGAL_PARAMETER);
		assertRefusedOnce(FailureReason.OTHER, "twice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\0", "a\0b.test", "a b", "../../etc/passwd", "${jndi:ldap://x}", "*.test", "a..b",
			"\u00ff.test" })
	void anAbsurdServerNameIsRefused(String name) throws IOException {
		byte[] content = serverName(name.getBytes(StandardCharsets.ISO_8859_1));
		assertThat(alertTo(withExtension(hello(), 0, content))).isEqualTo(UNRECOGNIZED_NAME);
		assertRefusedOnce(FailureReason.UNRECOGNIZED_NAME, "no host name");
	}

	@Test
	void aServerNameWithoutEndIsRefused() throws IOException {
		byte[] name = new byte[10_000];
		Arrays.fill(name, (byte) 'a');
		assertThat(alertTo(withExtension(hello(), 0, serverName(name)))).isEqualTo(UNRECOGNIZED_NAME);
		assertRefusedOnce(FailureReason.UNRECOGNIZED_NAME, "no host name");
	}

	@Test
	void aMebibyteOfGarbageIsOneFailure() throws IOException {
		byte[] garbage = new byte[MEBIBYTE];
		new Random(42).nextBytes(garbage);
		garbage[0] = 0;
		flood(garbage, 1);
		assertRefusedOnce(FailureReason.NOT_TLS, "");
	}

	@Test
	void recordsOfUnknownTypeAreOneFailure() throws IOException {
		flood(new byte[] { 99, 3, 3, 0, 1, 0 }, 10_000);
		assertRefusedOnce(FailureReason.NOT_TLS, "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "warning", "empty handshake", "change cipher spec" })
	void recordsWithoutEndBeforeTheHandshakeAreOneFailure(String kind) throws IOException {
		byte[] record = switch (kind) {
			case "warning" -> new byte[] { 21, 3, 3, 0, 2, 1, 90 };
			case "empty handshake" -> new byte[] { 22, 3, 3, 0, 0 };
			default -> new byte[] { 20, 3, 3, 0, 1, 1 };
		};
		flood(record, 2 * MEBIBYTE / record.length);
		assertCutOff();
	}

	@ParameterizedTest
	@ValueSource(strings = { "warning", "change cipher spec" })
	void recordsWithoutEndInTheHandshakeAreOneFailure(String kind) throws IOException {
		byte[] record = kind.equals("warning") ? new byte[] { 21, 3, 3, 0, 2, 1, 90 }
				: new byte[] { 20, 3, 3, 0, 1, 1 };
		try (Socket client = connect()) {
			client.getOutputStream().write(hello());
			flood(client, record, 2 * MEBIBYTE / record.length);
		}
		assertCutOff();
	}

	@Test
	void aHelloWithoutEndIsCutOffAtTheHandshakeTimeout() throws Exception {
		byte[] hello = hello();
		try (Socket client = connect()) {
			client.setTcpNoDelay(true);
			for (int i = 0; i < hello.length && this.tls.serverSide().failures().isEmpty(); i++) {
				client.getOutputStream().write(hello[i]);
				// the pace of an attacker who keeps the connection alive
				Thread.sleep(50);
			}
		}
		catch (IOException ex) {
			// closed between two bytes
		}
		assertRefusedOnce(FailureReason.TIMEOUT, "");
	}

	@Test
	void keyUpdatesWithoutDataAndWithoutEndCloseTheConnection() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-tls1_3", "-connect",
				"127.0.0.1:" + TestTls.port(this.server))) {
			client.awaitOutput("welcome!");
			for (int i = 1; i <= 33; i++) {
				int sent = i;
				// one that wants no answer
				client.send("k\n");
				await().until(() -> client.output().split("KEYUPDATE", -1).length > sent);
			}
			await().until(() -> this.tls.serverSide().steps().contains("closed"));
		}
		assertThat(this.tls.serverSide().errors()).singleElement()
			.satisfies((error) -> assertThat(error).isInstanceOfAny(SSLException.class,
					RenegotiationRefusedException.class));
	}

	private void assertRefusedOnce(FailureReason reason, String words) {
		await().until(() -> this.server.connections() == 0);
		assertThat(this.tls.serverSide().failures()).singleElement().satisfies((failure) -> {
			assertThat(failure).hasMessageContaining(words);
			assertThat(failure.reason()).isEqualTo(reason);
		});
		assertThat(this.tls.serverSide().steps()).containsOnlyOnce("handshakeFailed").doesNotContain("secured");
	}

	/**
	 * The engine or we have had enough, and not the clock.
	 */
	private void assertCutOff() {
		await().until(() -> this.server.connections() == 0);
		assertThat(this.tls.serverSide().failures()).singleElement()
			.extracting(TlsHandshakeException::reason)
			.isNotEqualTo(FailureReason.TIMEOUT);
		assertThat(this.tls.serverSide().steps()).containsOnlyOnce("handshakeFailed").doesNotContain("secured");
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), TestTls.port(this.server));
		socket.setSoTimeout(10_000);
		return socket;
	}

	/**
	 * Send something, and return the description of the fatal alert that comes back.
	 */
	private int alertTo(byte[] data) throws IOException {
		try (Socket client = connect()) {
			client.getOutputStream().write(data);
			byte[] answer = client.getInputStream().readAllBytes();
			assertThat(answer).hasSize(7).startsWith(21, 3, 3, 0, 2, 2);
			return answer[6];
		}
	}

	private void flood(byte[] data, int times) throws IOException {
		try (Socket client = connect()) {
			flood(client, data, times);
		}
	}

	/**
	 * Send something until the server has had enough.
	 */
	private static void flood(Socket client, byte[] data, int times) {
		byte[] block = new byte[Math.min(times, 1000) * data.length];
		for (int i = 0; i < block.length; i++) {
			block[i] = data[i % data.length];
		}
		try {
			for (int sent = 0; sent < times * data.length; sent += block.length) {
				client.getOutputStream().write(block);
			}
			client.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			// it has
		}
	}

	/**
	 * Return the first record of a client that asks for no server name.
	 */
	private static byte[] hello() throws IOException {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
			SSLEngine client = context.createSSLEngine();
			client.setUseClientMode(true);
			ByteBuffer record = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
			client.wrap(ByteBuffer.allocate(0), record);
			return Arrays.copyOf(record.array(), record.position());
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	private static byte[] serverName(byte[] name) {
		return ByteBuffer.allocate(5 + name.length)
			.putShort((short) (3 + name.length))
			.put((byte) 0)
			.putShort((short) name.length)
			.put(name)
			.array();
	}

	/**
	 * Put an extension in front of the others: the last one may have to stay the last.
	 */
	private static byte[] withExtension(byte[] hello, int type, byte[] content) {
		int at = extensionsAt(hello);
		int length = ByteBuffer.wrap(hello).getShort(at);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(hello, 0, at);
		out.writeBytes(ByteBuffer.allocate(6)
			.putShort((short) (length + 4 + content.length))
			.putShort((short) type)
			.putShort((short) content.length)
			.array());
		out.writeBytes(content);
		out.write(hello, at + 2, length);
		return withLengths(out.toByteArray());
	}

	private static int extensionsAt(byte[] hello) {
		ByteBuffer buffer = ByteBuffer.wrap(hello);
		int at = 5 + 4 + 34;
		at += 1 + buffer.get(at);
		at += 2 + buffer.getShort(at);
		return at + 1 + buffer.get(at);
	}

	/**
	 * Say again how long the record and its message are.
	 */
	private static byte[] withLengths(byte[] hello) {
		int body = hello.length - 5 - 4;
		ByteBuffer.wrap(hello).putShort(3, (short) (body + 4)).put(6, (byte) 0).putShort(7, (short) body);
		return hello;
	}

}
