package dev.tlsboot.benchmark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The starter and bare Netty, both on engine {@code jdk}: full handshakes with an RSA-2048
 * key, and echoes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = { "-Xmx1g", "-XX:+UseSerialGC" })
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 4)
public class EchoBenchmark {

	/**
	 * Who serves.
	 */
	@Param({ "starter", "netty" })
	public String server;

	/**
	 * The protocol version.
	 */
	@Param({ "TLSv1.3", "TLSv1.2" })
	public String protocol;

	private Contestant contestant;

	private SSLSocket connection;

	private final byte[] small = new byte[64];

	private final byte[] large = new byte[16 * 1024];

	/**
	 * Start the server, and make the connection for the echoes.
	 * @throws Exception never
	 */
	@Setup
	public void start() throws Exception {
		this.contestant = Contestant.of(this.server, "jdk", Keys.rsa2048());
		this.connection = connect();
	}

	/**
	 * Stop the server.
	 * @throws IOException never
	 */
	@TearDown
	public void stop() throws IOException {
		ServerCpuProfiler.serverStops();
		this.connection.close();
		this.contestant.close();
	}

	/**
	 * Connect, shake hands in full, and say goodbye.
	 * @return the session
	 * @throws Exception never
	 */
	@Benchmark
	public Object fullHandshake() throws Exception {
		try (SSLSocket socket = connect()) {
			return socket.getSession();
		}
	}

	/**
	 * Send 64 bytes there and back.
	 * @return how many came back
	 * @throws IOException never
	 */
	@Benchmark
	public int echo64() throws IOException {
		return Client.echo(this.connection, this.small);
	}

	/**
	 * Send a whole record there and back.
	 * @return how many bytes came back
	 * @throws IOException never
	 */
	@Benchmark
	public int echo16k() throws IOException {
		return Client.echo(this.connection, this.large);
	}

	private SSLSocket connect() throws IOException {
		return Client.unknown().connect(this.contestant.port(), this.protocol);
	}

}
