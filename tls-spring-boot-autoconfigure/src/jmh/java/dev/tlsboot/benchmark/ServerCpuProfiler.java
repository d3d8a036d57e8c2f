package dev.tlsboot.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The CPU time that the server's event loop takes for each operation. The client shares
 * the machine, and its part is of no interest.
 */
public class ServerCpuProfiler implements InternalProfiler {

	private static volatile @Nullable Map<Long, Long> last;

	private Map<Long, Long> before = Map.of();

	/**
	 * Note what the server has taken, before it goes: the last iteration ends after it.
	 */
	static void serverStops() {
		last = serverThreads();
	}

	@Override
	public String getDescription() {
		return "CPU time of the server's event loop for each operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = serverThreads();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		Map<Long, Long> after = Objects.requireNonNullElseGet(last, ServerCpuProfiler::serverThreads);
		long nanos = this.before.entrySet()
			.stream()
			// a thread with nothing to do may end
			.mapToLong((thread) -> after.getOrDefault(thread.getKey(), thread.getValue()) - thread.getValue())
			.sum();
		long operations = Math.max(1, result.getMetadata().getMeasuredOps());
		return List
			.of(new ScalarResult("server.cpu", nanos / 1000.0 / operations, "us/op", AggregationPolicy.AVG));
	}

	private static Map<Long, Long> serverThreads() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		Map<Long, Long> times = new HashMap<>();
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null
					&& (thread.getThreadName().startsWith("tls-") || thread.getThreadName().startsWith("bare-"))) {
				times.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
			}
		}
		return times;
	}

}
