package dev.tlsboot.autoconfigure;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.ChannelCleartextStream;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes events on threads of its own, those of one lane, which is one connection or
 * server, in order and one at a time. An event waits some milliseconds for others: to
 * wake a thread for each would cost more than everything else about it.
 * <p>
 * What waits for slow listeners is bounded, and nothing is dropped. When there is much of
 * it, and until half of it is done, servers accept nobody, clients begin no connection,
 * and a connection with an event that waits is not read from until a listener has got it.
 * So only connections that are there can add to what waits, and each no more than it had
 * read by then, and its end. Listeners may connect all the same: what waits for them
 * would wait for ever.
 */
class EventDispatcher implements SmartLifecycle, DisposableBean {

	/**
	 * Below the servers, so that it stops after them and their last events still get out.
	 */
	static final int PHASE = TlsServerLifecycle.PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(EventDispatcher.class);

	private static final int MIN_THREADS = 4;

	private static final long THREAD_KEEP_ALIVE_SECONDS = 10;

	private static final long DELAY_MILLIS = 5;

	/**
	 * How long a thread rests that goes on looking. To wake it costs as much as several
	 * events do.
	 */
	private static final long REST_MILLIS = 20;

	private static final long HELP_DELAY_MILLIS = 100;

	private final ApplicationEventPublisher publisher;

	private final int highMark;

	private final ScheduledThreadPoolExecutor threads;

	private final ThreadGroup threadGroup = new ThreadGroup("tls-events");

	private final ConcurrentMap<Object, Lane> lanes = new ConcurrentHashMap<>();

	// those that no thread works on yet
	private final Queue<Object> waitingLanes = new ConcurrentLinkedQueue<>();

	// whether a thread is going to look for them
	private final AtomicBoolean watched = new AtomicBoolean();

	// whether another one is, should a listener keep the first
	private final AtomicBoolean helped = new AtomicBoolean();

	private final AtomicInteger backlog = new AtomicInteger();

	private final Set<TlsServer> servers = ConcurrentHashMap.newKeySet();

	private volatile boolean overloaded;

	// is done when that is over
	private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

	private volatile boolean running;

	private @Nullable Runnable whenIdle;

	/**
	 * Create a dispatcher.
	 * @param publisher where the events go
	 * @param highMark how many events may wait before peers are held back
	 */
	EventDispatcher(ApplicationEventPublisher publisher, int highMark) {
		this.publisher = publisher;
		this.highMark = highMark;
		int count = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors());
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("tls-events-");
		threadFactory.setDaemon(true);
		threadFactory.setThreadGroup(this.threadGroup);
		this.threads = new ScheduledThreadPoolExecutor(count, threadFactory);
		this.threads.setKeepAliveTime(THREAD_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Let a server be paused when too much waits.
	 * @param server the server, which listens now
	 */
	synchronized void govern(TlsServer server) {
		this.servers.add(server);
		server.pauseAccepting(this.overloaded);
	}

	/**
	 * Let a client wait when too much does already.
	 * @return an attempt of a client that is being told to connect by this thread
	 */
	TlsAttempt attempt() {
		if (!this.overloaded || Thread.currentThread().getThreadGroup() == this.threadGroup) {
			return TlsAttempt.UNOBSERVED;
		}
		CompletableFuture<Void> room = this.room;
		return new TlsAttempt() {

			@Override
			public CompletionStage<Void> mayBegin() {
				return room;
			}

			@Override
			public void ended(@Nullable CleartextStream stream, @Nullable Throwable failure) {
			}

		};
	}

	/**
	 * Return how many events wait or are with a listener.
	 */
	int backlog() {
		return this.backlog.get();
	}

	/**
	 * Publish an event, some time soon.
	 * @param lane what the event has to stay in order with
	 * @param event the event
	 */
	void dispatch(Object lane, TlsEvent event) {
		enqueue(lane, () -> publish(event));
	}

	/**
	 * Wait until all that was dispatched on a lane has been published.
	 * @param lane the lane
	 */
	void await(Object lane) {
		if (!this.lanes.containsKey(lane)) {
			return;
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		enqueue(lane, () -> done.complete(null));
		done.join();
	}

	private void enqueue(Object lane, Runnable delivery) {
		if (this.backlog.incrementAndGet() >= this.highMark && !this.overloaded) {
			overloaded(true);
		}
		this.lanes.compute(lane, (key, present) -> {
			Lane waiting = present;
			if (waiting == null) {
				waiting = new Lane(key);
				this.waitingLanes.add(key);
			}
			waiting.add(delivery, this.overloaded);
			return waiting;
		});
		awaitThread();
	}

	/**
	 * See to it that a thread looks for the lanes that wait, if none is going to.
	 */
	private void awaitThread() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			this.threads.schedule(this::watch, DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Work on what waits, again and again while there is any: as long as one thread looks
	 * by itself, no event loop has to wake one.
	 */
	private void watch() {
		boolean found = true;
		while (found) {
			// a listener may keep us: then the next event brings another thread
			this.watched.set(false);
			found = workOnAll();
			if (!this.watched.compareAndSet(false, true)) {
				return;
			}
			// left by a listener, it would keep us from waiting
			Thread.interrupted();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REST_MILLIS));
		}
		this.watched.set(false);
		if (!this.waitingLanes.isEmpty()) {
			awaitThread();
		}
	}

	private void help() {
		this.helped.set(false);
		workOnAll();
	}

	/**
	 * Work on the lanes that wait.
	 * @return whether there were any
	 */
	private boolean workOnAll() {
		boolean any = false;
		for (Object lane = this.waitingLanes.poll(); lane != null; lane = this.waitingLanes.poll()) {
			if (!this.waitingLanes.isEmpty() && this.helped.compareAndSet(false, true)) {
				// should a listener take its time, another thread goes on with the rest
				this.threads.schedule(this::help, HELP_DELAY_MILLIS, TimeUnit.MILLISECONDS);
			}
			work(lane);
			any = true;
		}
		return any;
	}

	private void work(Object lane) {
		for (Runnable delivery = next(lane); delivery != null; delivery = next(lane)) {
			delivery.run();
			int left = this.backlog.decrementAndGet();
			if (left <= this.highMark / 2 && this.overloaded) {
				overloaded(false);
			}
			if (left == 0) {
				idle();
			}
		}
	}

	private @Nullable Runnable next(Object lane) {
		CompletableFuture<Runnable> next = new CompletableFuture<>();
		this.lanes.computeIfPresent(lane, (key, waiting) -> {
			Runnable delivery = waiting.next();
			next.complete(delivery);
			return (delivery != null) ? waiting : null;
		});
		return next.getNow(null);
	}

	private void publish(TlsEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event.getClass().getSimpleName(), ex);
		}
	}

	private void overloaded(boolean overloaded) {
		CompletableFuture<Void> room;
		synchronized (this) {
			if (this.overloaded == overloaded) {
				return;
			}
			this.overloaded = overloaded;
			room = this.room;
			if (overloaded) {
				this.room = new CompletableFuture<>();
				logger.warn("{} events wait for slow listeners; there are no new TLS connections meanwhile",
						this.highMark);
			}
			else {
				logger.warn("There are new TLS connections again");
			}
			this.servers.forEach((server) -> server.pauseAccepting(overloaded));
		}
		if (!overloaded) {
			room.complete(null);
		}
	}

	private void idle() {
		Runnable callback;
		synchronized (this) {
			callback = this.whenIdle;
			this.whenIdle = null;
		}
		if (callback != null) {
			callback.run();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		stop(() -> stopped.complete(null));
		stopped.join();
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		synchronized (this) {
			this.whenIdle = callback;
		}
		if (this.backlog.get() == 0) {
			idle();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		this.room.complete(null);
		this.threads.shutdown();
	}

	/**
	 * What waits of one connection, server or failure. Guarded by its entry of the map.
	 */
	private static final class Lane {

		private final Object key;

		private final Queue<Runnable> waiting = new ArrayDeque<>(2);

		private boolean heldBack;

		Lane(Object key) {
			this.key = key;
		}

		void add(Runnable delivery, boolean overloaded) {
			this.waiting.add(delivery);
			if (overloaded) {
				holdBack(true);
			}
		}

		@Nullable Runnable next() {
			Runnable next = this.waiting.poll();
			if (this.waiting.isEmpty()) {
				// the listener that gets the last may want to read
				holdBack(false);
			}
			return next;
		}

		private void holdBack(boolean heldBack) {
			if (this.heldBack != heldBack && this.key instanceof ChannelCleartextStream stream) {
				this.heldBack = heldBack;
				stream.holdPeerBack(heldBack);
			}
		}

	}

}
