package dev.tlsboot.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ImmediateExecutor;

/**
 * Where servers work out their answers to ClientHellos: a signature takes milliseconds in
 * which an event loop serves none of its other connections. An event loop without any
 * that is in use does it itself, which spares two threads waking each other. To be used
 * on event loops.
 */
public final class DelegatedTasks {

	/**
	 * How many tasks may wait for each thread: some 50 ms of RSA-2048. With more, event
	 * loops run them again, so that they accept no faster than handshakes are done.
	 */
	private static final int WAITING_PER_THREAD = 32;

	private final ThreadPoolExecutor threads;

	private final FastThreadLocal<InUse> inUse = new FastThreadLocal<>() {

		@Override
		protected InUse initialValue() {
			return new InUse();
		}

	};

	DelegatedTasks() {
		int count = NettyRuntime.availableProcessors();
		this.threads = new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(count * WAITING_PER_THREAD), new DefaultThreadFactory("tls-tasks", true),
				new ThreadPoolExecutor.CallerRunsPolicy());
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Return what runs the task of a connection that is about to be secured.
	 * @param channel the connection; once it is closed, a task that still waits is left
	 * undone
	 * @return the executor
	 */
	public Executor executor(Channel channel) {
		if (this.inUse.get().count == 0) {
			return ImmediateExecutor.INSTANCE;
		}
		return (task) -> this.threads.execute(() -> {
			if (channel.isOpen()) {
				task.run();
			}
		});
	}

	/**
	 * Keep the tasks of later connections off this event loop, until this one is closed.
	 * @param channel a connection whose peer has begun to send data
	 */
	public void inUse(Channel channel) {
		InUse here = this.inUse.get();
		here.count++;
		channel.closeFuture().addListener(here);
	}

	void close() {
		this.threads.shutdownNow();
	}

	/**
	 * How many connections of one event loop are in use. For that event loop only.
	 */
	private static final class InUse implements ChannelFutureListener {

		private int count;

		@Override
		public void operationComplete(ChannelFuture closed) {
			this.count--;
		}

	}

}
