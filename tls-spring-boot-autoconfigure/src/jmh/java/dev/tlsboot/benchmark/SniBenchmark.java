package dev.tlsboot.benchmark;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.context.SniContexts;
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
 * What it takes to find the context for a server name, as it was sent, among many.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SniBenchmark {

	private static final int NAMES = 1024;

	/**
	 * How many contexts there are: nine of ten for a name, and one for a wildcard.
	 */
	@Param({ "10", "1000", "10000" })
	private int contexts;

	/**
	 * What clients ask for.
	 */
	@Param({ "exact", "wildcard", "unknown" })
	private String name;

	private ServerContexts server;

	private final String[] names = new String[NAMES];

	private int next;

	/**
	 * Adds the contexts.
	 */
	@Setup
	public void addContexts() {
		SecureContext context = SecureContext.builder().build();
		SniContexts sniContexts = new SniContexts();
		for (int i = 0; i < this.contexts; i++) {
			sniContexts.put(((i % 10 == 9) ? "*.shop" : "host") + i + ".example.com", context);
		}
		this.server = new ServerContexts(() -> context, () -> sniContexts, null, false, (found) -> {
		});
		for (int i = 0; i < NAMES; i++) {
			// all over the table, and no name twice in a row
			int number = (int) ((long) i * this.contexts / NAMES) / 10 * 10;
			this.names[i] = switch (this.name) {
				case "exact" -> "Host" + number + ".example.com";
				case "wildcard" -> "www.Shop" + (number + 9) + ".example.com";
				default -> "Nobody" + i + ".example.com";
			};
		}
	}

	/**
	 * Checks a name and finds its context.
	 * @return what was found
	 */
	@Benchmark
	public CompletionStage<SecureContext> find() {
		this.next = (this.next + 1) % NAMES;
		return this.server.find(ServerContexts.normalise(this.names[this.next]).orElseThrow());
	}

}
