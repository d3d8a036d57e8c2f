package dev.tlsboot.autoconfigure;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes events on threads of its own, those of one lane, which is one connection or
 * server, in order and one at a time. An event waits a few milliseconds for others: to
 * wake a thread for each would cost an event loop more than everything else about it.
 * <p>
 * What waits for slow listeners is bounded. When there is much of it, the servers stop
 * accepting until half of it is done; from then on only connections that are there can
 * add to it. Clients connect at the will of the application, which would be asked in vain
 * to stop: far above that mark, events of clients are dropped, and the log says so.
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

	private final ApplicationEventPublisher publisher;

	private final int highMark;

	private final int ceiling;

	private final ScheduledThreadPoolExecutor threads;

	private final ConcurrentMap<Object, Queue<Runnable>> lanes = new ConcurrentHashMap<>();

	// those that no thread works on yet
	private final Queue<Object> waitingLanes = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awaited = new AtomicBoolean();

	private final AtomicInteger backlog = new AtomicInteger();

	private final Set<TlsServer> servers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger dropped = new AtomicInteger();

	private volatile boolean overloaded;

	private volatile boolean running;

	private @Nullable Runnable whenIdle;

	/**
	 * Create a dispatcher.
	 * @param publisher where the events go
	 * @param highMark how many events may wait before servers stop accepting
	 */
	EventDispatcher(ApplicationEventPublisher publisher, int highMark) {
		this.publisher = publisher;
		this.highMark = highMark;
		this.ceiling = highMark * 8;
		int count = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors());
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("tls-events-");
		threadFactory.setDaemon(true);
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
	 * Publish an event, some time soon.
	 * @param lane what the event has to stay in order with
	 * @param event the event
	 */
	void dispatch(Object lane, TlsEvent event) {
		if (this.backlog.get() >= this.ceiling && event.getSource() instanceof TlsClient) {
			if (this.dropped.getAndIncrement() == 0) {
				logger.error("{} events wait for slow listeners; further events of TLS clients are dropped",
						this.ceiling);
			}
			return;
		}
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
		this.lanes.compute(lane, (key, waiting) -> {
			Queue<Runnable> queue = waiting;
			if (queue == null) {
				queue = new ArrayDeque<>(2);
				this.waitingLanes.add(key);
			}
			queue.add(delivery);
			return queue;
		});
		awaitThread();
	}

	/**
	 * See to it that a thread takes the lanes that wait, if none is on its way.
	 */
	private void awaitThread() {
		if (!this.awaited.get() && this.awaited.compareAndSet(false, true)) {
			this.threads.schedule(this::workOnAll, DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void workOnAll() {
		this.awaited.set(false);
		for (Object lane = this.waitingLanes.poll(); lane != null; lane = this.waitingLanes.poll()) {
			if (!this.waitingLanes.isEmpty()) {
				// should a listener take its time, another thread goes on with the rest
				awaitThread();
			}
			work(lane);
		}
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
			Runnable delivery = waiting.poll();
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

	private synchronized void overloaded(boolean overloaded) {
		if (this.overloaded == overloaded) {
			return;
		}
		this.overloaded = overloaded;
		if (overloaded) {
			logger.warn("{} events wait for slow listeners; TLS servers accept no connections meanwhile",
					this.highMark);
		}
		else {
			int lost = this.dropped.getAndSet(0);
			logger.warn("TLS servers accept connections again{}",
					(lost > 0) ? "; " + lost + " events of TLS clients were dropped" : "");
		}
		this.servers.forEach((server) -> server.pauseAccepting(overloaded));
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
		this.threads.shutdown();
	}

}
