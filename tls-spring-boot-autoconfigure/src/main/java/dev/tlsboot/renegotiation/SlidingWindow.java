package dev.tlsboot.renegotiation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Allows so many events in any window of a length, and remembers no more than that many.
 * What was refused does not count. Arithmetic only; for one thread.
 */
final class SlidingWindow {

	private final int limit;

	private final long lengthNanos;

	private final LongSupplier nanoTime;

	private final Deque<Long> allowed = new ArrayDeque<>(0);

	SlidingWindow(int limit, Duration length, LongSupplier nanoTime) {
		this.limit = limit;
		this.lengthNanos = length.toNanos();
		this.nanoTime = nanoTime;
	}

	boolean tryAcquire() {
		long now = this.nanoTime.getAsLong();
		// differences, as the origin of the clock is arbitrary
		while (!this.allowed.isEmpty() && now - this.allowed.element() >= this.lengthNanos) {
			this.allowed.remove();
		}
		if (this.allowed.size() >= this.limit) {
			return false;
		}
		this.allowed.add(now);
		return true;
	}

	/**
	 * Return how many were allowed within the window that ended with the last event.
	 */
	int count() {
		return this.allowed.size();
	}

}
