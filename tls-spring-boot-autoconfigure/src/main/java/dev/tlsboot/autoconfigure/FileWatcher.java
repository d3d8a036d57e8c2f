package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;

/**
 * Tells when files have changed, and then have been left alone for a while, so that key
 * and certificate are read when both are there, and whole.
 * <p>
 * It looks at the files themselves every now and then. What a
 * {@link java.nio.file.WatchService} reports is bound to folders as they were at first:
 * it misses a folder that is exchanged, a symbolic link further up the path that is
 * turned, as Kubernetes does it with {@code ..data}, and all that happens on network file
 * systems.
 */
class FileWatcher implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(FileWatcher.class);

	private static final long MIN_INTERVAL_MILLIS = 10;

	private static final long MAX_INTERVAL_MILLIS = 1000;

	private final long quietNanos;

	private final long intervalMillis;

	private final List<Watch> watches = new CopyOnWriteArrayList<>();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private @Nullable Thread thread;

	/**
	 * Create a watcher.
	 * @param quietPeriod how long files have to be left alone
	 */
	FileWatcher(Duration quietPeriod) {
		this.quietNanos = quietPeriod.toNanos();
		this.intervalMillis = Math.min(Math.max(quietPeriod.toMillis() / 4, MIN_INTERVAL_MILLIS), MAX_INTERVAL_MILLIS);
	}

	/**
	 * Watch files from now on.
	 * @param files the files, which may be symbolic links, or may be missing for a time
	 * @param action what to do when any of them has changed, on the thread of the watcher
	 */
	synchronized void watch(Set<Path> files, Runnable action) {
		this.watches.add(new Watch(Set.copyOf(files), action));
		if (this.thread == null) {
			this.thread = new Thread(this::run, "tls-file-watcher");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	private void run() {
		try {
			while (!this.stopped.await(this.intervalMillis, TimeUnit.MILLISECONDS)) {
				long now = System.nanoTime();
				this.watches.forEach((watch) -> watch.look(now, this.quietNanos));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy() throws InterruptedException {
		this.stopped.countDown();
		Thread running;
		synchronized (this) {
			running = this.thread;
		}
		if (running != null) {
			running.join();
		}
	}

	/**
	 * Files that belong together. Only the thread of the watcher looks at them.
	 */
	private static final class Watch {

		private final Set<Path> files;

		private final Runnable action;

		private Map<Path, Stamp> stamps;

		// between their first reading and now they may have changed
		private boolean changed = true;

		private long changeTime = System.nanoTime();

		Watch(Set<Path> files, Runnable action) {
			this.files = files;
			this.action = action;
			this.stamps = stamps();
		}

		void look(long now, long quietNanos) {
			Map<Path, Stamp> current = stamps();
			if (!current.equals(this.stamps)) {
				this.stamps = current;
				this.changed = true;
				this.changeTime = now;
			}
			else if (this.changed && now - this.changeTime >= quietNanos) {
				this.changed = false;
				try {
					this.action.run();
				}
				catch (Throwable ex) {
					logger.error("A change of files could not be followed", ex);
				}
			}
		}

		private Map<Path, Stamp> stamps() {
			Map<Path, Stamp> stamps = new HashMap<>();
			this.files.forEach((file) -> stamps.put(file, Stamp.of(file)));
			return stamps;
		}

	}

	/**
	 * What is different after each way of changing a file: written in place, another one
	 * moved over it, a symbolic link turned.
	 */
	private record Stamp(@Nullable Path target, @Nullable Object fileKey, @Nullable FileTime modified, long size) {

		private static final Stamp MISSING = new Stamp(null, null, null, -1);

		static Stamp of(Path file) {
			try {
				Path target = file.toRealPath();
				BasicFileAttributes attributes = Files.readAttributes(target, BasicFileAttributes.class);
				return new Stamp(target, attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
			}
			catch (IOException ex) {
				return MISSING;
			}
		}

	}

}
