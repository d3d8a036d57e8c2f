package dev.tlsboot.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.SealingKey;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.transport.TlsTransport;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
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
 * The engines side by side: handshakes with an RSA-2048 key, in full and resumed. A
 * blocking socket of the JDK is the client of all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xmx1g", "-XX:+UseSerialGC" })
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 4)
public class EngineBenchmark {

	/**
	 * Who speaks TLS; with {@code +store} sessions are sealed and kept outside of it.
	 */
	@Param({ "jdk", "bouncycastle", "bouncycastle+store" })
	public String engine;

	private TlsTransport transport;

	private TlsServer server;

	private SSLContext remembering;

	/**
	 * Start the server, and make a session to resume.
	 * @throws Exception never
	 */
	@Setup
	public void start() throws Exception {
		Keys keys = Keys.rsa2048();
		TlsEngine chosen = this.engine.equals("jdk") ? TlsEngine.jdk() : TlsEngine.bouncyCastle();
		SecureContext context = SecureContext.builder()
			.credentials(Credentials.of(List.of(new Identity(keys.key(), List.of(keys.certificates())))))
			.engine(chosen)
			.sharedSessions(this.engine.endsWith("+store") ? localStore() : null)
			.build();
		this.transport = new TlsTransport(1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);
		this.server = TlsServer.builder(this.transport, context)
			.host("127.0.0.1")
			.listener((stream) -> stream.pipe(stream))
			.build();
		this.server.listen().toCompletableFuture().join();
		this.remembering = context();
		shakeHands(this.remembering, "TLSv1.2");
	}

	/**
	 * Stop the server.
	 */
	@TearDown
	public void stop() {
		this.server.close();
		this.transport.close();
	}

	/**
	 * Shake hands in full, in TLS 1.3.
	 * @return the session
	 * @throws Exception never
	 */
	@Benchmark
	public Object full13() throws Exception {
		return shakeHands(context(), "TLSv1.3");
	}

	/**
	 * Shake hands in full, in TLS 1.2.
	 * @return the session
	 * @throws Exception never
	 */
	@Benchmark
	public Object full12() throws Exception {
		return shakeHands(context(), "TLSv1.2");
	}

	/**
	 * Resume a session of TLS 1.2.
	 * @return the session
	 * @throws Exception never
	 */
	@Benchmark
	public Object resumed12() throws Exception {
		return shakeHands(this.remembering, "TLSv1.2");
	}

	private static SharedSessions localStore() {
		byte[] key = new byte[SealingKey.LENGTH];
		new SecureRandom().nextBytes(key);
		return new SharedSessions(new MapSessionStore(), List.of(SealingKey.of(key)));
	}

	private static SSLContext context() throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
		return context;
	}

	private Object shakeHands(SSLContext context, String protocol) throws IOException {
		int port = ((InetSocketAddress) this.server.address()).getPort();
		try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
			socket.setTcpNoDelay(true);
			socket.setEnabledProtocols(new String[] { protocol });
			socket.setEnabledCipherSuites(new String[] { protocol.equals("TLSv1.3") ? "TLS_AES_128_GCM_SHA256"
					: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" });
			socket.startHandshake();
			return socket.getSession();
		}
	}

}
