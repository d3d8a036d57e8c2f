package dev.tlsboot.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

/**
 * The event loops and the buffer pool that servers and clients share. Whoever made it
 * closes it, after the last of them. Its threads are daemons: what keeps a JVM alive is
 * decided elsewhere.
 */
public final class TlsTransport implements AutoCloseable {

	/**
	 * How large the chunks of the buffer pool are unless told otherwise, in bytes: the
	 * reference's {@code SLAB_BUFFER_SIZE}.
	 */
	public static final long DEFAULT_SLAB_BUFFER_SIZE = 10 * 1024 * 1024;

	private static final int PAGE_SIZE = 8192;

	// Netty's own limit
	private static final int MAX_ORDER = 14;

	/**
	 * A pool cannot give its chunks back at a certain time, so that there is one for each
	 * size of chunks, for good: applications that start again and again in one JVM, as
	 * tests do, use the same.
	 */
	private static final ConcurrentMap<Integer, ByteBufAllocator> POOLS = new ConcurrentHashMap<>();

	private final EventLoopGroup eventLoops;

	private final ByteBufAllocator allocator;

	/**
	 * Start event loops.
	 * @param threads the number of event loops, 0 for Netty's choice
	 * @param slabBufferSize the size of the pool's chunks in bytes; the next power of two
	 * is taken
	 */
	public TlsTransport(int threads, long slabBufferSize) {
		this.eventLoops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("tls", true),
				NioIoHandler.newFactory());
		this.allocator = POOLS.computeIfAbsent(chunkOrder(slabBufferSize), TlsTransport::pool);
	}

	private static ByteBufAllocator pool(int order) {
		return new PooledByteBufAllocator(true, PooledByteBufAllocator.defaultNumHeapArena(),
				PooledByteBufAllocator.defaultNumDirectArena(), PAGE_SIZE, order,
				PooledByteBufAllocator.defaultSmallCacheSize(), PooledByteBufAllocator.defaultNormalCacheSize(),
				PooledByteBufAllocator.defaultUseCacheForAllThreads());
	}

	private static int chunkOrder(long size) {
		int order = 0;
		while (order < MAX_ORDER && ((long) PAGE_SIZE << order) < size) {
			order++;
		}
		return order;
	}

	/**
	 * Return the event loops.
	 * @return the event loops
	 */
	public EventLoopGroup eventLoops() {
		return this.eventLoops;
	}

	/**
	 * Return the buffer pool.
	 * @return the buffer pool
	 */
	public ByteBufAllocator allocator() {
		return this.allocator;
	}

	/**
	 * Return what servers accept with.
	 * @return the type of channel
	 */
	public Class<? extends ServerChannel> serverChannelType() {
		return NioServerSocketChannel.class;
	}

	/**
	 * Return what clients connect with.
	 * @return the type of channel
	 */
	public Class<? extends Channel> clientChannelType() {
		return NioSocketChannel.class;
	}

	/**
	 * Wait for the event loops to do what they have to do now. A channel is closed before
	 * its handlers hear of it: they do in a task that the closing one leaves behind.
	 * @return completes when these tasks, and those they left behind, are done
	 */
	public CompletionStage<Void> afterPendingTasks() {
		List<CompletableFuture<Void>> rounds = new ArrayList<>();
		for (EventExecutor loop : this.eventLoops) {
			CompletableFuture<Void> round = new CompletableFuture<>();
			loop.execute(() -> loop.execute(() -> round.complete(null)));
			rounds.add(round);
		}
		return CompletableFuture.allOf(rounds.toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Stop the event loops. What still runs on them ends.
	 * @return completes when the last thread has ended
	 */
	public CompletionStage<Void> closeAsync() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).addListener((future) -> closed.complete(null));
		return closed;
	}

	/**
	 * Stop the event loops, and wait until the last thread has ended.
	 */
	@Override
	public void close() {
		closeAsync().toCompletableFuture().join();
	}

}
