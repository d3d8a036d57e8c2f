package dev.tlsboot.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A server in a JVM of its own that may open few files.
 */
class DescriptorShortageTests {

	private static final int DESCRIPTORS = 250;

	private static final Pattern PORT = Pattern.compile("port=(\\d+)");

	@BeforeAll
	static void needsAShell() {
		assumeTrue(Path.of("/bin/sh").toFile().canExecute(), "no shell here");
	}

	@Test
	void goesOnWhenDescriptorsAreBack() throws IOException {
		try (PeerProcess process = start()) {
			int port = port(process);
			List<Socket> sockets = new ArrayList<>();
			for (int i = 0; i < DESCRIPTORS; i++) {
				sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
			}
			process.awaitOutput("cannot accept connections");
			for (Socket socket : sockets) {
				socket.close();
			}
			assertServes(port);
			assertThat(process.output()).doesNotContain("exceptionCaught").doesNotContain("\tat ");
		}
	}

	private static PeerProcess start() {
		return PeerProcess.start("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Application.class.getName());
	}

	private static int port(PeerProcess process) {
		process.awaitOutput("port=");
		Matcher matcher = PORT.matcher(process.output());
		assertThat(matcher.find()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static void assertServes(int port) throws IOException {
		try (JdkPeer client = JdkPeer.connect(port)) {
			assertThat(client.receive()).isEqualTo("welcome!");
		}
	}

	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			try (TestTls tls = new TestTls()) {
				TlsServer server = tls.serve(TestTls.echo());
				// everything is loaded before it gets tight
				JdkPeer.connect(TestTls.port(server)).close();
				new Socket(InetAddress.getLoopbackAddress(), TestTls.port(server)).close();
				await().until(() -> tls.serverSide().steps().contains("handshakeFailed") && server.connections() == 0);
				System.out.println("port=" + TestTls.port(server));
				Thread.currentThread().join();
			}
		}

	}

}
