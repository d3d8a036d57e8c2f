package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.transport.TransportKind;
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

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.mockito.Mockito.mock;

/**
 * What it costs an event loop that something happens which nobody listens to.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EventBenchmark {

	/**
	 * How many listeners there are, for other events.
	 */
	@Param({ "0", "30" })
	public int listeners;

	private GenericApplicationContext context;

	private EventDispatcher dispatcher;

	private TlsTransport transport;

	private TlsServer server;

	private CleartextStream stream;

	private TlsObserver observer;

	/**
	 * Make an application of listeners, and an observer as servers have it.
	 */
	@Setup
	public void start() {
		this.context = new GenericApplicationContext();
		for (int i = 0; i < this.listeners; i++) {
			this.context.addApplicationListener(new OtherListener());
		}
		this.context.refresh();
		this.dispatcher = new EventDispatcher(this.context, 10_000);
		this.observer = TlsObserver.of(List.of(new EventObserver(new EventInterest(this.context), this.dispatcher)));
		this.transport = new TlsTransport(TransportKind.NIO, 1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);
		this.server = TlsServer
			.builder(this.transport, SecureContext.builder().credentials(Credentials.selfSigned()).build())
			.build();
		this.stream = mock(CleartextStream.class);
	}

	/**
	 * Stop it.
	 */
	@TearDown
	public void stop() {
		this.dispatcher.destroy();
		this.transport.close();
		this.context.close();
	}

	/**
	 * A connection has ended.
	 */
	@Benchmark
	public void closed() {
		this.observer.closed(this.server, this.stream, Duration.ZERO, null);
	}

	/**
	 * A client has asked for a renegotiation.
	 */
	@Benchmark
	public void renegotiation() {
		this.observer.renegotiation(this.server, this.stream, RenegotiationKind.RENEGOTIATION, 1, 3, false);
	}

	private static final class OtherListener implements ApplicationListener<PayloadApplicationEvent<String>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<String> event) {
		}

	}

}
