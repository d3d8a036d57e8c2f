package dev.tlsboot.benchmark;

import java.io.IOException;
import java.util.Arrays;
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
 * The starter beside bare Netty, on each engine, with an RSA-2048 key. Each operation is
 * done once with each of the two, in one process: what else happens on the machine and
 * what the compiler made of the engine is the same for both. The figures are those of
 * {@link ServerCpuProfiler}; the time of an operation is that of both servers and their
 * client, and of no interest.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = { "-Xmx1g", "-XX:+UseSerialGC" })
@Warmup(iterations = 6, time = 5)
@Measurement(iterations = 6, time = 5)
public class StarterBenchmark {

	private final byte[] small = new byte[64];

	private final byte[] record = new byte[16 * 1024];

	private final byte[] block = new byte[64 * 1024];

	/**
	 * Who speaks TLS. {@code bouncycastle+store} gives the starter a store for sessions
	 * outside of the engine, in which they are sealed.
	 */
	@Param({ "jdk", "openssl", "bouncycastle", "bouncycastle+store" })
	public String engine;

	/**
	 * Whether somebody listens to events.
	 */
	@Param("true")
	public boolean events;

	private StarterServer starter;

	private NettyServer netty;

	private Peer starterPeer;

	private Peer nettyPeer;

	private boolean starterFirst;

	/**
	 * Start both servers, and make sessions to resume and connections for data.
	 * @throws IOException never
	 */
	@Setup
	public void start() throws IOException {
		String engine = this.engine.replace("+store", "");
		Keys keys = Keys.rsa2048();
		this.starter = new StarterServer(engine, keys, !engine.equals(this.engine), this.events);
		this.netty = new NettyServer(engine, keys);
		this.starterPeer = new Peer(this.starter.port());
		this.nettyPeer = new Peer(this.netty.port());
	}

	/**
	 * Stop the servers.
	 * @throws IOException never
	 */
	@TearDown
	public void stop() throws IOException {
		ServerCpuProfiler.serversStop();
		this.starterPeer.close();
		this.nettyPeer.close();
		this.starter.close();
		this.netty.close();
	}

	/**
	 * Connect, shake hands in full in TLS 1.3, and say goodbye.
	 * @throws IOException never
	 */
	@Benchmark
	public void fullHandshake13() throws IOException {
		withBoth((peer) -> peer.shakeHands("TLSv1.3"));
	}

	/**
	 * Connect, shake hands in full in TLS 1.2, and say goodbye.
	 * @throws IOException never
	 */
	@Benchmark
	public void fullHandshake12() throws IOException {
		withBoth((peer) -> peer.shakeHands("TLSv1.2"));
	}

	/**
	 * Connect, resume a session of TLS 1.2, and say goodbye.
	 * @throws IOException never
	 */
	@Benchmark
	public void resumedHandshake12() throws IOException {
		withBoth((peer) -> peer.resume());
	}

	/**
	 * Send 64 bytes there and back, in TLS 1.3.
	 * @throws IOException never
	 */
	@Benchmark
	public void echo64() throws IOException {
		withBoth((peer) -> peer.echo(this.small));
	}

	/**
	 * Send a whole record there and back.
	 * @throws IOException never
	 */
	@Benchmark
	public void echo16k() throws IOException {
		withBoth((peer) -> peer.echo(this.record));
	}

	/**
	 * Send 64 KiB there and back.
	 * @throws IOException never
	 */
	@Benchmark
	public void bulk() throws IOException {
		withBoth((peer) -> peer.echo(this.block));
	}

	/**
	 * Do something with both servers, in turn with one or the other first.
	 */
	private void withBoth(Step step) throws IOException {
		this.starterFirst = !this.starterFirst;
		step.with(this.starterFirst ? this.starterPeer : this.nettyPeer);
		step.with(this.starterFirst ? this.nettyPeer : this.starterPeer);
	}

	private interface Step {

		void with(Peer peer) throws IOException;

	}

	/**
	 * What is done with one of the servers.
	 */
	private static final class Peer {

		private static final String RESUMED = "TLSv1.2";

		private final int port;

		private final Client returning = Client.unknown();

		private final SSLSocket connection;

		private final byte[] sessionId;

		Peer(int port) throws IOException {
			this.port = port;
			this.connection = Client.unknown().connect(port, "TLSv1.3");
			try (SSLSocket first = this.returning.connect(port, RESUMED)) {
				this.sessionId = first.getSession().getId();
			}
		}

		void shakeHands(String protocol) throws IOException {
			Client.unknown().connect(this.port, protocol).close();
		}

		void resume() throws IOException {
			try (SSLSocket socket = this.returning.connect(this.port, RESUMED)) {
				if (!Arrays.equals(socket.getSession().getId(), this.sessionId)) {
					throw new IllegalStateException("The session was not resumed");
				}
			}
		}

		void echo(byte[] data) throws IOException {
			Client.echo(this.connection, data);
		}

		void close() throws IOException {
			this.connection.close();
		}

	}

}
