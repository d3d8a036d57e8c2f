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
 * The engines side by side, each with the starter and with nothing but Netty:
 * handshakes with an RSA-2048 key, in full and resumed, and data there and back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xmx1g", "-XX:+UseSerialGC" })
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 4)
public class EngineBenchmark {

	/**
	 * Who speaks TLS.
	 */
	@Param({ "jdk", "openssl", "bouncycastle" })
	public String engine;

	/**
	 * Who serves. On engine {@code bouncycastle} there is {@code starter+store} as well,
	 * with a store for sessions outside of the engine.
	 */
	@Param({ "netty", "starter" })
	public String server;

	private final byte[] block = new byte[64 * 1024];

	private final Client returning = Client.unknown();

	private Contestant contestant;

	private SSLSocket connection;

	/**
	 * Start the server, make a session to resume, and a connection for data.
	 * @throws IOException never
	 */
	@Setup
	public void start() throws IOException {
		this.contestant = Contestant.of(this.server, this.engine, Keys.rsa2048());
		shakeHands(this.returning, "TLSv1.2");
		this.connection = Client.unknown().connect(this.contestant.port(), "TLSv1.3");
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
	 * Shake hands in full, in TLS 1.3.
	 * @return the session
	 * @throws IOException never
	 */
	@Benchmark
	public Object full13() throws IOException {
		return shakeHands(Client.unknown(), "TLSv1.3");
	}

	/**
	 * Shake hands in full, in TLS 1.2.
	 * @return the session
	 * @throws IOException never
	 */
	@Benchmark
	public Object full12() throws IOException {
		return shakeHands(Client.unknown(), "TLSv1.2");
	}

	/**
	 * Resume a session of TLS 1.2.
	 * @return the session
	 * @throws IOException never
	 */
	@Benchmark
	public Object resumed12() throws IOException {
		return shakeHands(this.returning, "TLSv1.2");
	}

	/**
	 * Send 64 KiB there and back, in TLS 1.3.
	 * @return how many bytes came back
	 * @throws IOException never
	 */
	@Benchmark
	public int bulk() throws IOException {
		return Client.echo(this.connection, this.block);
	}

	private Object shakeHands(Client client, String protocol) throws IOException {
		try (SSLSocket socket = client.connect(this.contestant.port(), protocol)) {
			return socket.getSession();
		}
	}

}
