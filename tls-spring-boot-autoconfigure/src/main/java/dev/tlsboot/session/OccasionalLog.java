package dev.tlsboot.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;

/**
 * Logs at most one warning in ten seconds, and how many there would have been: a store
 * that is down fails with every connection. Safe for use by several threads.
 */
final class OccasionalLog {

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Logger logger;

	private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

	private final AtomicLong unlogged = new AtomicLong();

	OccasionalLog(Logger logger) {
		this.logger = logger;
	}

	void warn(String message, Throwable error) {
		this.logger.debug(message, error);
		long now = System.nanoTime();
		long before = this.last.get();
		if (now - before < INTERVAL_NANOS || !this.last.compareAndSet(before, now)) {
			this.unlogged.incrementAndGet();
			return;
		}
		this.logger.warn("{} ({} more since the last warning): {}", message, this.unlogged.getAndSet(0),
				error.toString());
	}

}
