package dev.tlsboot.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.ThreadMXBean;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.transport.TlsTransport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server takes from the heap for each connection and each answer, counted and not
 * timed, in a JVM of its own without leak detection. The bounds are what was found when
 * they were written down, and a quarter more.
 */
class AllocationTests {

	private static final Pattern FIGURES = Pattern.compile("handshake=(\\d+) echo=(\\d+)");

	@ParameterizedTest
	@CsvSource({ "JDK, 310_000, 4_200", "OPENSSL, 20_000, 420" })
	void staysWithinItsBounds(TestEngine engine, long handshake, long echo) {
		try (PeerProcess process = PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Dio.netty.leakDetection.level=disabled", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), engine.name())) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
			Matcher figures = FIGURES.matcher(process.output());
			assertThat(figures.find()).as(process.output()).isTrue();
			assertThat(Long.parseLong(figures.group(1))).as("bytes for a handshake").isLessThan(handshake);
			assertThat(Long.parseLong(figures.group(2))).as("bytes for an echo").isLessThan(echo);
		}
	}

	static final class Application {

		private static final int HANDSHAKES = 50;

		private static final int ECHOES = 500;

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			try (TlsTransport transport = new TlsTransport(1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE)) {
				Thread eventLoop = transport.eventLoops().submit(Thread::currentThread).get();
				TlsServer server = TlsServer.builder(transport, TestEngine.valueOf(args[0]).serverContext().build())
					.host("127.0.0.1")
					.listener((stream) -> stream.pipe(stream))
					.build();
				TestTls.get(server.listen());
				// once to warm up
				measure(eventLoop, server);
				System.out.println(measure(eventLoop, server));
				TestTls.get(server.closeConnections());
				TestTls.get(server.close());
			}
		}

		private static String measure(Thread eventLoop, TlsServer server) throws IOException {
			long start = allocated(eventLoop);
			for (int i = 0; i < HANDSHAKES; i++) {
				try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
					echo(client);
				}
			}
			long handshakes = allocated(eventLoop) - start;
			try (JdkPeer client = JdkPeer.connect(TestTls.port(server))) {
				echo(client);
				start = allocated(eventLoop);
				for (int i = 0; i < ECHOES; i++) {
					echo(client);
				}
				return "handshake=" + handshakes / HANDSHAKES + " echo=" + (allocated(eventLoop) - start) / ECHOES;
			}
		}

		private static void echo(JdkPeer client) throws IOException {
			client.send("hello");
			if (!"hello".equals(client.receive())) {
				throw new IOException("no echo");
			}
		}

		private static long allocated(Thread thread) {
			return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread.getId());
		}

	}

}
