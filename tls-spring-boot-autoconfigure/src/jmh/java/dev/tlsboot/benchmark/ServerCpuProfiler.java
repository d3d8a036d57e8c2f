package dev.tlsboot.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The CPU time that the threads of each server take for an operation: {@code starter},
 * {@code starter.events} of that on the threads that tell events, {@code netty}, and what
 * the starter takes for each unit of what bare Netty takes.
 */
public class ServerCpuProfiler implements InternalProfiler {

	private static final String EVENT_THREADS = "tls-events-";

	private static final String STARTER_THREADS = "tls-";

	private static volatile @Nullable Map<Thread, Long> last;

	private Map<Thread, Long> before = Map.of();

	/**
	 * Note what the servers have taken, before they go: the last iteration ends after it.
	 */
	static void serversStop() {
		last = times();
	}

	@Override
	public String getDescription() {
		return "CPU time of the servers' threads for each operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = times();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		Map<Thread, Long> after = Objects.requireNonNullElseGet(last, ServerCpuProfiler::times);
		double operations = Math.max(1, result.getMetadata().getMeasuredOps());
		double starter = micros(after, (name) -> name.startsWith(STARTER_THREADS)) / operations;
		double events = micros(after, (name) -> name.startsWith(EVENT_THREADS)) / operations;
		double netty = micros(after, (name) -> name.startsWith(NettyServer.THREADS)) / operations;
		return List.of(figure("starter", starter, "us/op"), figure("starter.events", events, "us/op"),
				figure("netty", netty, "us/op"), figure("ratio", starter / netty, "starter/netty"));
	}

	private double micros(Map<Thread, Long> after, Predicate<String> name) {
		return this.before.entrySet()
			.stream()
			.filter((thread) -> name.test(thread.getKey().name()))
			// a thread with nothing to do may end
			.mapToLong((thread) -> after.getOrDefault(thread.getKey(), thread.getValue()) - thread.getValue())
			.sum() / 1000.0;
	}

	private static ScalarResult figure(String name, double value, String unit) {
		return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
	}

	private static Map<Thread, Long> times() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		Map<Thread, Long> times = new HashMap<>();
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null) {
				times.put(new Thread(thread.getThreadId(), thread.getThreadName()),
						threads.getThreadCpuTime(thread.getThreadId()));
			}
		}
		return times;
	}

	private record Thread(long id, String name) {
	}

}
