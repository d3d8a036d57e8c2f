package dev.tlsboot.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;

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

	private long before;

	@Override
	public String getDescription() {
		return "CPU time of the server's event loop for each operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = serverCpuNanos();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		long nanos = serverCpuNanos() - this.before;
		if (nanos <= 0) {
			// the last iteration has taken the server with it
			return List.of();
		}
		long operations = Math.max(1, result.getMetadata().getMeasuredOps());
		return List
			.of(new ScalarResult("server.cpu", nanos / 1000.0 / operations, "us/op", AggregationPolicy.AVG));
	}

	private static long serverCpuNanos() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long sum = 0;
		for (long id : threads.getAllThreadIds()) {
			var info = threads.getThreadInfo(id);
			if (info != null && (info.getThreadName().startsWith("tls-") || info.getThreadName().startsWith("bare-"))) {
				sum += threads.getThreadCpuTime(id);
			}
		}
		return sum;
	}

}
