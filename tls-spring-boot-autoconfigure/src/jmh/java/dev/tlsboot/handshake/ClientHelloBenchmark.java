package dev.tlsboot.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a ClientHello costs before the TLS handler sees it, and what JSSE would have to be
 * told for each connection if nobody looked at it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClientHelloBenchmark {

	private static final int RECORD_AND_MESSAGE_HEADER = 5 + 4;

	private static final List<SNIMatcher> MATCHERS = List.of(SNIHostName.createSNIMatcher(".*"));

	/**
	 * Whether the client asks for a server name.
	 */
	@Param({ "true", "false" })
	private boolean servername;

	private ByteBuf record;

	private SSLEngine engine;

	/**
	 * Has a client of JSSE say hello.
	 */
	@Setup
	public void sayHello() throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, null, null);
		SSLEngine client = context.createSSLEngine();
		client.setUseClientMode(true);
		SSLParameters parameters = client.getSSLParameters();
		parameters.setServerNames(this.servername ? List.of(new SNIHostName("www.example.com")) : List.of());
		client.setSSLParameters(parameters);
		ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
		client.wrap(ByteBuffer.allocate(0), hello);
		this.record = Unpooled.directBuffer().writeBytes(Arrays.copyOf(hello.array(), hello.position()));
		this.engine = context.createSSLEngine();
		this.engine.setUseClientMode(false);
	}

	/**
	 * Takes the message out of its record and reads it.
	 * @return the hello
	 */
	@Benchmark
	public Object read() {
		return ClientHello.read(ByteBuffer.wrap(ByteBufUtil.getBytes(this.record, RECORD_AND_MESSAGE_HEADER,
				this.record.readableBytes() - RECORD_AND_MESSAGE_HEADER)));
	}

	/**
	 * Tells JSSE that all server names are served, which binds sessions to them.
	 * @return the engine
	 */
	@Benchmark
	public Object setMatchers() {
		SSLParameters parameters = new SSLParameters();
		parameters.setUseCipherSuitesOrder(true);
		parameters.setNeedClientAuth(false);
		parameters.setSNIMatchers(MATCHERS);
		this.engine.setSSLParameters(parameters);
		return this.engine;
	}

}
