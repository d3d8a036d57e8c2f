package dev.tlsboot.server;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server in a JVM of its own that has little memory outside of its heap.
 */
class MemoryShortageTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private static final Pattern PORT = Pattern.compile("port=(\\d+)");

	private PeerProcess process;

	private final List<JdkPeer> neighbours = new ArrayList<>();

	@BeforeEach
	void start() throws IOException {
		this.process = PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
				"-XX:MaxDirectMemorySize=96m",
				// lets Netty do the accounting: it fails at once, where the JDK waits for
				// its collector first
				"-Dio.netty.maxDirectMemory=100663296", "-Dio.netty.tryReflectionSetAccessible=true", "--add-opens",
				"java.base/java.nio=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				Application.class.getName());
		// some for each event loop
		for (int i = 0; i < 4; i++) {
			this.neighbours.add(connect());
		}
	}

	@AfterEach
	void neighboursHaveNotNoticed() throws IOException {
		for (JdkPeer neighbour : this.neighbours) {
			neighbour.send("still here");
			assertThat(neighbour.receive()).isEqualTo("still here");
			neighbour.close();
		}
		connect().close();
		assertThat(this.process.output()).doesNotContain("exceptionCaught");
		this.process.close();
	}

	@Test
	void aListenerThatTakesAllOfItLosesItsConnection() throws IOException {
		try (JdkPeer client = connect()) {
			client.send("take all");
			this.process.awaitOutput("closed by java.lang.OutOfMemoryError");
			assertGone(client);
		}
	}

	@Test
	void aListenerThatWritesMoreThanFitsLosesItsConnection() throws IOException {
		try (JdkPeer client = connect()) {
			client.send("write much");
			this.process.awaitOutput("closed by io.netty.util.internal.OutOfDirectMemoryError");
		}
	}

	private static void assertGone(JdkPeer client) throws IOException {
		try {
			assertThat(client.receive()).isNull();
		}
		catch (SocketException ex) {
			// reset
		}
	}

	private JdkPeer connect() throws IOException {
		this.process.awaitOutput("port=");
		Matcher matcher = PORT.matcher(this.process.output());
		assertThat(matcher.find()).isTrue();
		JdkPeer client = JdkPeer.connect(Integer.parseInt(matcher.group(1)));
		assertThat(client.receive()).isEqualTo("welcome!");
		return client;
	}

	static final class Application {

		private static final Queue<ByteBuffer> TAKEN = new ConcurrentLinkedQueue<>();

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			try (TestTls tls = new TestTls()) {
				TlsServer server = tls.serve((stream) -> {
					stream.write("welcome!\n");
					stream.onData((data) -> answer(stream, StandardCharsets.US_ASCII.decode(data).toString()));
					stream.onError((error) -> System.out.println("closed by " + error.getClass().getName()));
				});
				System.out.println("port=" + TestTls.port(server));
				Thread.currentThread().join();
			}
		}

		private static void answer(CleartextStream stream, String line) {
			switch (line) {
				case "take all\n" -> {
					while (true) {
						TAKEN.add(Objects.requireNonNull(ByteBuffer.allocateDirect(MEBIBYTE)));
					}
				}
				case "write much\n" -> {
					for (int i = 0; i < 160; i++) {
						stream.write(new byte[MEBIBYTE]);
					}
				}
				default -> stream.write(line);
			}
		}

	}

}
