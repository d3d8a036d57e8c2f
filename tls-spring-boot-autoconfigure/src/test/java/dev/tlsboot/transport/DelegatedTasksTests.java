package dev.tlsboot.transport;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The thread of a test is the event loop of its channels.
 */
class DelegatedTasksTests {

	private final DelegatedTasks tasks = new DelegatedTasks();

	private final EmbeddedChannel inUse = new EmbeddedChannel();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@AfterEach
	void close() {
		this.tasks.close();
		this.inUse.close();
		this.channel.close();
	}

	@Test
	void runOnTheEventLoopWhereNobodyWaits() {
		assertThat(threadOf(this.tasks.executor(this.channel))).isSameAs(Thread.currentThread());
	}

	@Test
	void runOnAThreadOfTheirOwnWhereAConnectionIsInUse() {
		this.tasks.inUse(this.inUse);
		assertThat(threadOf(this.tasks.executor(this.channel)).getName()).startsWith("tls-tasks-");
	}

	@Test
	void runOnTheEventLoopAgainOnceThatConnectionIsClosed() {
		this.tasks.inUse(this.inUse);
		this.inUse.close();
		assertThat(threadOf(this.tasks.executor(this.channel))).isSameAs(Thread.currentThread());
	}

	@Test
	void runOnTheEventLoopAgainWhereTooManyWait() throws InterruptedException {
		this.tasks.inUse(this.inUse);
		Executor executor = this.tasks.executor(this.channel);
		CountDownLatch go = new CountDownLatch(1);
		AtomicReference<Thread> thread = new AtomicReference<>();
		AtomicInteger handedOver = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		while (thread.get() != Thread.currentThread()) {
			executor.execute(() -> {
				if (Thread.currentThread().getName().startsWith("tls-tasks-")) {
					awaitUninterruptibly(go);
				}
				thread.set(Thread.currentThread());
				done.incrementAndGet();
			});
			handedOver.incrementAndGet();
		}
		assertThat(handedOver).hasValueBetween(32, 34 * Runtime.getRuntime().availableProcessors());
		go.countDown();
		await().untilAsserted(() -> assertThat(done).hasValue(handedOver.get()));
	}

	@Test
	void areLeftUndoneWhereTheConnectionIsClosedMeanwhile() {
		this.tasks.inUse(this.inUse);
		Executor executor = this.tasks.executor(this.channel);
		this.channel.close();
		AtomicInteger ran = new AtomicInteger();
		executor.execute(ran::incrementAndGet);
		EmbeddedChannel later = new EmbeddedChannel();
		threadsAreBusyWith(this.tasks.executor(later));
		later.close();
		assertThat(ran).hasValue(0);
	}

	/**
	 * Wait until each thread has done something, and with that what it had before.
	 */
	private static void threadsAreBusyWith(Executor executor) {
		int threads = Runtime.getRuntime().availableProcessors();
		CountDownLatch all = new CountDownLatch(threads);
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < threads; i++) {
			executor.execute(() -> {
				all.countDown();
				awaitUninterruptibly(all);
				done.incrementAndGet();
			});
		}
		await().untilAsserted(() -> assertThat(done).hasValue(threads));
	}

	private static Thread threadOf(Executor executor) {
		AtomicReference<Thread> thread = new AtomicReference<>();
		executor.execute(() -> thread.set(Thread.currentThread()));
		await().until(() -> thread.get() != null);
		return thread.get();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
