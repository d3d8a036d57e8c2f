package dev.tlsboot.testing;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * What nobody holds any more.
 */
public final class Garbage {

	private Garbage() {
	}

	/**
	 * Wait until a collector has found that nobody holds an object.
	 */
	public static void awaitCollected(Reference<?> trace) {
		awaitCollected(List.of(trace));
	}

	/**
	 * Wait until a collector has found that nobody holds any of several objects.
	 */
	public static void awaitCollected(Collection<? extends Reference<?>> traces) {
		// a collection stops all threads, those that are to let go as well
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).until(() -> {
			System.gc();
			return traces.stream().allMatch((trace) -> trace.refersTo(null));
		});
	}

}
