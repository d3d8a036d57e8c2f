package dev.tlsboot.client;

import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the addresses of a host in turn (RFC 8305, in short): the next one begins
 * when the one before has failed, or has not succeeded for a moment. The first that is
 * there wins, and the others are closed. All of it on one event loop.
 */
final class AddressRace {

	/**
	 * RFC 8305, section 8.
	 */
	private static final long ATTEMPT_DELAY_MILLIS = 250;

	/**
	 * A name can have as many addresses as fit into the answer of its server.
	 */
	private static final int MAX_ATTEMPTS = 16;

	private final EventLoop loop;

	private final Iterator<? extends SocketAddress> addresses;

	private final Function<SocketAddress, ChannelFuture> attempt;

	private final CompletableFuture<Channel> winner = new CompletableFuture<>();

	private final Set<ChannelFuture> running = new HashSet<>();

	private @Nullable ScheduledFuture<?> next;

	private @Nullable Throwable firstFailure;

	private AddressRace(EventLoop loop, List<? extends SocketAddress> addresses,
			Function<SocketAddress, ChannelFuture> attempt) {
		this.loop = loop;
		this.addresses = addresses.stream().limit(MAX_ATTEMPTS).iterator();
		this.attempt = attempt;
	}

	/**
	 * Run a race.
	 * @param loop the event loop
	 * @param addresses the addresses, by preference
	 * @param attempt begins to connect to one of them, on this event loop
	 * @param timeoutMillis when to give up, or 0 for never
	 * @param late what to say then
	 * @return completes on the event loop with the connected channel, or with the first
	 * failure when all have failed, or with a {@link ConnectException} when the time is
	 * over
	 */
	static CompletableFuture<Channel> run(EventLoop loop, List<? extends SocketAddress> addresses,
			Function<SocketAddress, ChannelFuture> attempt, long timeoutMillis, String late) {
		AddressRace race = new AddressRace(loop, addresses, attempt);
		loop.execute(() -> race.begin(timeoutMillis, late));
		return race.winner;
	}

	private void begin(long timeoutMillis, String message) {
		if (timeoutMillis > 0) {
			ScheduledFuture<?> timeout = this.loop.schedule(() -> {
				ConnectException late = new ConnectException(message);
				if (this.firstFailure != null) {
					late.addSuppressed(this.firstFailure);
				}
				finish(null, late);
			}, timeoutMillis, TimeUnit.MILLISECONDS);
			this.winner.whenComplete((channel, error) -> timeout.cancel(false));
		}
		next();
	}

	private void next() {
		cancelNext();
		if (this.winner.isDone() || !this.addresses.hasNext()) {
			return;
		}
		ChannelFuture connecting = this.attempt.apply(this.addresses.next());
		this.running.add(connecting);
		if (this.addresses.hasNext()) {
			this.next = this.loop.schedule(this::next, ATTEMPT_DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
		connecting.addListener((done) -> ended(connecting));
	}

	private void ended(ChannelFuture connecting) {
		this.running.remove(connecting);
		if (this.winner.isDone()) {
			connecting.channel().close();
		}
		else if (connecting.isSuccess()) {
			finish(connecting.channel(), null);
		}
		else {
			connecting.channel().close();
			if (this.firstFailure == null) {
				this.firstFailure = connecting.cause();
			}
			if (this.addresses.hasNext()) {
				next();
			}
			else if (this.running.isEmpty()) {
				finish(null, this.firstFailure);
			}
		}
	}

	private void finish(@Nullable Channel channel, @Nullable Throwable error) {
		cancelNext();
		// before the losers are closed, whose end must not matter any more
		boolean first = (channel != null) ? this.winner.complete(channel)
				: this.winner.completeExceptionally((error != null) ? error : new ConnectException());
		if (first) {
			List.copyOf(this.running).forEach((loser) -> loser.channel().close());
		}
	}

	private void cancelNext() {
		if (this.next != null) {
			this.next.cancel(false);
			this.next = null;
		}
	}

}
