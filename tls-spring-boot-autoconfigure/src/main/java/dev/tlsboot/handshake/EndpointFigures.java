package dev.tlsboot.handshake;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import dev.tlsboot.TlsEndpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * What a server or client counts. Safe for use by several threads.
 */
public final class EndpointFigures implements TlsEndpoint {

	private final String name;

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger secured = new AtomicInteger();

	private final ChannelFutureListener whenSecuredIsGone = (closed) -> this.secured.decrementAndGet();

	private final AtomicReference<@Nullable CompletableFuture<Void>> empty = new AtomicReference<>();

	private final LongAdder accepted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder bytesRead = new LongAdder();

	private final LongAdder bytesWritten = new LongAdder();

	/**
	 * Create figures that are all zero.
	 * @param name the name of the server or client
	 */
	public EndpointFigures(String name) {
		this.name = name;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public int connections() {
		return this.connections.get();
	}

	@Override
	public long bytesRead() {
		return this.bytesRead.sum();
	}

	@Override
	public long bytesWritten() {
		return this.bytesWritten.sum();
	}

	/**
	 * Count a new connection, unless there are too many.
	 * @param limit how many there may be, 0 for no limit
	 * @return {@code false} if it must be refused; it is not counted then
	 */
	public boolean enter(int limit) {
		if (this.connections.incrementAndGet() > limit && limit > 0) {
			this.connections.decrementAndGet();
			return false;
		}
		return true;
	}

	/**
	 * Count a connection that stays.
	 */
	public void accepted() {
		this.accepted.increment();
	}

	/**
	 * Count a connection that is refused because a limit was reached.
	 */
	public void refused() {
		this.refused.increment();
	}

	/**
	 * Return how many connections there have been so far.
	 * @return the number, those that were refused not included
	 */
	public long acceptedCount() {
		return this.accepted.sum();
	}

	/**
	 * Return how many connections were refused so far because a limit was reached.
	 * @return the number
	 */
	public long refusedCount() {
		return this.refused.sum();
	}

	/**
	 * Count a connection that is gone. To be called once for each {@link #enter} that
	 * answered {@code true}.
	 */
	public void leave() {
		if (this.connections.decrementAndGet() == 0) {
			CompletableFuture<Void> waiting = this.empty.getAndSet(null);
			if (waiting != null) {
				waiting.complete(null);
			}
		}
	}

	/**
	 * Wait until there is no connection. It is for a time when no more come in.
	 * @return completes when there is none
	 */
	public CompletionStage<Void> whenEmpty() {
		CompletableFuture<Void> waiting = this.empty
			.updateAndGet((current) -> (current != null) ? current : new CompletableFuture<>());
		if (this.connections.get() == 0) {
			waiting.complete(null);
		}
		return waiting;
	}

	/**
	 * Return how many connections have not been secured yet, or never will be.
	 * @return the number
	 */
	public int pendingHandshakes() {
		return this.connections.get() - this.secured.get();
	}

	/**
	 * Count a connection as secured, until it is closed.
	 */
	void secured(Channel channel) {
		this.secured.incrementAndGet();
		channel.closeFuture().addListener(this.whenSecuredIsGone);
	}

	void read(int bytes) {
		this.bytesRead.add(bytes);
	}

	void written(int bytes) {
		this.bytesWritten.add(bytes);
	}

}
