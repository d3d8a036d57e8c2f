package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.stream.CleartextStream;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Keeps up one connection of a client while the application runs: connects with its
 * start, connects again after a while when the connection has ended or could not be made,
 * and ends the connection with its stop. Nothing is kept for a time without connection:
 * what to do then is the application's to know. Safe for use by several threads.
 */
public final class ReconnectingTlsClient implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ReconnectingTlsClient.class);

	/**
	 * How long a peer may take to answer a {@code close_notify} at the stop.
	 */
	private static final long GOODBYE_MILLIS = 1000;

	private final TlsClient client;

	private final SecureConnectListener listener;

	private final RetryPolicy policy;

	private final EventExecutor timer;

	private final BiConsumer<@Nullable Duration, @Nullable Throwable> whenLost;

	// what happened before a stop is of no interest after it
	private int generation;

	private boolean running;

	private BackOffExecution backOff;

	private long lastWaitMillis;

	private long connectedNanos;

	private @Nullable Future<?> next;

	private @Nullable CleartextStream stream;

	ReconnectingTlsClient(TlsClient client, SecureConnectListener listener, RetryPolicy policy, EventExecutor timer,
			BiConsumer<@Nullable Duration, @Nullable Throwable> whenLost) {
		this.client = client;
		this.listener = listener;
		this.policy = policy;
		this.timer = timer;
		this.whenLost = whenLost;
		this.backOff = policy.getBackOff().start();
	}

	/**
	 * Return the client whose connection is kept up.
	 * @return the client
	 */
	public TlsClient client() {
		return this.client;
	}

	/**
	 * Return the connection.
	 * @return the connection, or empty while there is none
	 */
	public synchronized Optional<CleartextStream> connection() {
		return Optional.ofNullable(this.stream);
	}

	@Override
	public void start() {
		int started;
		synchronized (this) {
			if (this.running) {
				return;
			}
			this.running = true;
			this.backOff = this.policy.getBackOff().start();
			this.lastWaitMillis = 0;
			started = ++this.generation;
		}
		connect(started);
	}

	private void connect(int generation) {
		CompletionStage<CleartextStream> connecting;
		try {
			connecting = this.client.connect();
		}
		catch (RuntimeException ex) {
			connecting = CompletableFuture.failedFuture(ex);
		}
		connecting.whenComplete((connected, error) -> {
			if (error != null) {
				lost(generation, error);
			}
			else {
				connected(generation, connected);
			}
		});
	}

	private void connected(int generation, CleartextStream connected) {
		synchronized (this) {
			if (generation != this.generation) {
				connected.destroy();
				return;
			}
			this.stream = connected;
			this.connectedNanos = System.nanoTime();
		}
		connected.onClose(() -> lost(generation, null));
		try {
			this.listener.secureConnect(connected);
		}
		catch (Throwable ex) {
			connected.destroy(ex);
		}
	}

	private void lost(int generation, @Nullable Throwable cause) {
		Duration delay;
		synchronized (this) {
			if (generation != this.generation) {
				return;
			}
			if (this.stream != null && livedFor() >= this.lastWaitMillis) {
				this.backOff = this.policy.getBackOff().start();
			}
			this.stream = null;
			delay = (cause == null || this.policy.shouldRetry(cause)) ? schedule(generation) : null;
		}
		String why = (cause != null) ? cause.toString() : "The connection has ended";
		if (delay != null) {
			logger.info("TLS client '{}' connects again in {} ms: {}", this.client.name(), delay.toMillis(), why);
		}
		else {
			logger.error("TLS client '{}' does not connect any more: {}", this.client.name(), why);
		}
		this.whenLost.accept(delay, cause);
	}

	private long livedFor() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.connectedNanos);
	}

	private @Nullable Duration schedule(int generation) {
		long wait = this.backOff.nextBackOff();
		if (wait == BackOffExecution.STOP) {
			return null;
		}
		this.lastWaitMillis = wait;
		try {
			this.next = this.timer.schedule(() -> again(generation), wait, TimeUnit.MILLISECONDS);
			return Duration.ofMillis(wait);
		}
		catch (RejectedExecutionException ex) {
			// the event loops have been shut down
			return null;
		}
	}

	private void again(int generation) {
		synchronized (this) {
			if (generation != this.generation) {
				return;
			}
		}
		connect(generation);
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		CleartextStream left;
		synchronized (this) {
			this.running = false;
			this.generation++;
			if (this.next != null) {
				this.next.cancel(false);
				this.next = null;
			}
			left = this.stream;
			this.stream = null;
		}
		if (left == null) {
			callback.run();
			return;
		}
		left.onClose(callback);
		left.end();
		this.timer.schedule(() -> left.destroy(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * With the servers, and before what connections need.
	 */
	@Override
	public int getPhase() {
		return TlsServerLifecycle.PHASE;
	}

}
