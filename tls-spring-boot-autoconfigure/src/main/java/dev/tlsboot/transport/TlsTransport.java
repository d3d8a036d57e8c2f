package dev.tlsboot.transport;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

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

	/**
	 * What looks up host names at the same time. A resolver that hangs must not cost a
	 * thread for each connection.
	 */
	private static final int LOOKUP_THREADS = 8;

	private final ChannelTypes types;

	private final EventLoopGroup eventLoops;

	private final int chunkOrder;

	private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(LOOKUP_THREADS, LOOKUP_THREADS, 10,
			TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory("tls-lookup", true));

	private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new DefaultThreadFactory("tls-blocking", true));

	private final DelegatedTasks tasks = new DelegatedTasks();

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private @Nullable EventLoopGroup nioEventLoops;

	/**
	 * Start event loops of the kind {@link TransportKind#AUTO}.
	 * @param threads the number of event loops, 0 for Netty's choice
	 * @param slabBufferSize the size of the pool's chunks in bytes; the next power of two
	 * is taken
	 */
	public TlsTransport(int threads, long slabBufferSize) {
		this(TransportKind.AUTO, threads, slabBufferSize);
	}

	/**
	 * Start event loops.
	 * @param kind what moves the bytes
	 * @param threads the number of event loops, 0 for Netty's choice
	 * @param slabBufferSize the size of the pool's chunks in bytes; the next power of two
	 * is taken
	 * @throws dev.tlsboot.failure.TlsConfigurationException if the kind is named and
	 * cannot be had here
	 */
	public TlsTransport(TransportKind kind, int threads, long slabBufferSize) {
		this.types = ChannelTypes.of(kind);
		this.lookups.allowCoreThreadTimeOut(true);
		this.eventLoops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("tls", true),
				this.types.ioHandlers());
		this.chunkOrder = chunkOrder(slabBufferSize);
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
	 * Return what moves the bytes.
	 * @return the kind; never {@link TransportKind#AUTO}, but what it chose
	 */
	public TransportKind kind() {
		return this.types.kind();
	}

	/**
	 * Return the event loops.
	 * @return the event loops
	 */
	public EventLoopGroup eventLoops() {
		return this.eventLoops;
	}

	/**
	 * Return the buffer pool, which is made for the first connection.
	 * @return the buffer pool
	 */
	public ByteBufAllocator allocator() {
		return POOLS.computeIfAbsent(this.chunkOrder, TlsTransport::pool);
	}

	/**
	 * Return what servers accept with.
	 * @return the type of channel
	 */
	public Class<? extends ServerChannel> serverChannelType() {
		return this.types.server();
	}

	/**
	 * Return what clients connect with.
	 * @return the type of channel
	 */
	public Class<? extends Channel> clientChannelType() {
		return this.types.client();
	}

	/**
	 * Return what servers accept with at a Unix domain socket.
	 * @return the type of channel
	 */
	public Class<? extends ServerChannel> domainServerChannelType() {
		return this.types.domainServer();
	}

	/**
	 * Return what clients connect to a Unix domain socket with.
	 * @return the type of channel
	 */
	public Class<? extends Channel> domainClientChannelType() {
		return this.types.domainClient();
	}

	/**
	 * Return the address of a Unix domain socket, as the types of channel want it.
	 * @param path the path of the socket
	 * @return the address
	 */
	public SocketAddress domainAddress(Path path) {
		return this.types.domainAddress().apply(path);
	}

	/**
	 * Return event loops that take the JDK's own channels: these here, or one besides
	 * them, which is started when it is first asked for.
	 * @return the event loops
	 */
	public synchronized EventLoopGroup nioEventLoops() {
		if (kind() == TransportKind.NIO) {
			return this.eventLoops;
		}
		if (this.nioEventLoops == null) {
			this.nioEventLoops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tls-nio", true),
					NioIoHandler.newFactory());
		}
		return this.nioEventLoops;
	}

	/**
	 * Close a channel together with the event loops. They do so by themselves with what
	 * they poll: this is for channels without a socket.
	 * @param channel the channel
	 */
	public void closeAlong(Channel channel) {
		this.channels.add(channel);
	}

	/**
	 * Return what looks up host names off the event loops, a few at the same time.
	 * @return the executor
	 */
	public Executor lookups() {
		return this.lookups;
	}

	/**
	 * Return what runs tasks that block for long, each on a thread of its own.
	 * @return the executor
	 */
	public Executor blocking() {
		return this.blocking;
	}

	/**
	 * Return what works out the answers to ClientHellos.
	 * @return the tasks
	 */
	public DelegatedTasks tasks() {
		return this.tasks;
	}

	/**
	 * Wait for the event loops to do what they have to do now. A channel is closed before
	 * its handlers hear of it: they do in a task that the closing one leaves behind.
	 * @return completes when these tasks, and those they left behind, are done
	 */
	public CompletionStage<Void> afterPendingTasks() {
		List<CompletableFuture<Void>> rounds = new ArrayList<>();
		for (EventLoopGroup group : groups()) {
			for (EventExecutor loop : group) {
				CompletableFuture<Void> round = new CompletableFuture<>();
				loop.execute(() -> loop.execute(() -> round.complete(null)));
				rounds.add(round);
			}
		}
		return CompletableFuture.allOf(rounds.toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Stop the event loops. What still runs on them ends.
	 * @return completes when the last thread has ended
	 */
	public CompletionStage<Void> closeAsync() {
		for (Channel channel : this.channels) {
			channel.eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
		}
		List<CompletableFuture<Void>> ended = new ArrayList<>();
		for (EventLoopGroup group : groups()) {
			CompletableFuture<Void> closed = new CompletableFuture<>();
			group.shutdownGracefully(0, 5, TimeUnit.SECONDS).addListener((future) -> closed.complete(null));
			ended.add(closed);
		}
		return CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new)).thenRun(() -> {
			this.lookups.shutdownNow();
			this.blocking.shutdownNow();
			this.tasks.close();
		});
	}

	private synchronized List<EventLoopGroup> groups() {
		return (this.nioEventLoops != null) ? List.of(this.eventLoops, this.nioEventLoops) : List.of(this.eventLoops);
	}

	/**
	 * Stop the event loops, and wait until the last thread has ended.
	 */
	@Override
	public void close() {
		closeAsync().toCompletableFuture().join();
	}

}
