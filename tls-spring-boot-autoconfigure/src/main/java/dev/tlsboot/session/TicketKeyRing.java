package dev.tlsboot.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.engine.TicketKey;
import org.jspecify.annotations.Nullable;

/**
 * Keys for session tickets that servers share through a session store, and rotate: the
 * newest that is due issues, all accept (RFC 5077, section 5.5). A key is in the store
 * well before it is due, so that every server knows it by then. Servers may write at the
 * same time: each puts back what it misses, and of keys that are due together all take
 * the same. Without an answer from the store a server goes on with the keys it knows, or
 * one of its own.
 */
public final class TicketKeyRing implements AutoCloseable {

	private static final Duration MINIMUM_PERIOD = Duration.ofHours(1);

	// how often the store is asked in one period
	private static final int LOOKS = 8;

	// how many looks before it is due a key is made, and how many that are at least
	private static final int LEAD = 3;

	private static final int NOTICE = 2;

	private final SharedSessions store;

	private final SessionBinding binding;

	private final long timeout;

	private final long period;

	private final InstantSource clock;

	private final SecureRandom random = new SecureRandom();

	private final TicketKey own = TicketKey.of(newKey());

	private SortedSet<DatedKey> known = new TreeSet<>();

	private @Nullable DatedKey issuing;

	private volatile List<TicketKey> keys = List.of(this.own);

	private @Nullable ScheduledExecutorService scheduler;

	private @Nullable CompletionStage<Void> started;

	/**
	 * Create a ring. The period in which one key issues is an hour, or the time-out of
	 * sessions if that is longer.
	 * @param store the store
	 * @param scope what the servers have in common that share keys
	 * @param timeout how long a session may be resumed
	 */
	public TicketKeyRing(SharedSessions store, String scope, Duration timeout) {
		this(store, scope, timeout, (timeout.compareTo(MINIMUM_PERIOD) > 0) ? timeout : MINIMUM_PERIOD);
	}

	/**
	 * Create a ring.
	 * @param store the store
	 * @param scope what the servers have in common that share keys
	 * @param timeout how long a session may be resumed
	 * @param period how long one key issues
	 */
	public TicketKeyRing(SharedSessions store, String scope, Duration timeout, Duration period) {
		this(store, scope, timeout, period, InstantSource.system());
	}

	TicketKeyRing(SharedSessions store, String scope, Duration timeout, Duration period, InstantSource clock) {
		this.store = store;
		this.binding = new SessionBinding(scope, null, "ticket-keys/" + scope);
		this.timeout = timeout.toMillis();
		this.period = period.toMillis();
		this.clock = clock;
	}

	/**
	 * Return the keys of this moment, the same list until they change.
	 * @return at least one key: the first issues, all accept
	 */
	public List<TicketKey> keys() {
		return this.keys;
	}

	/**
	 * Ask the store, and do so again and again until the ring is closed.
	 * @return completes, on any thread, when the store has answered, or failed, for the
	 * first time
	 */
	public synchronized CompletionStage<Void> start() {
		if (this.started != null) {
			return this.started;
		}
		this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "tls-ticket-keys");
			thread.setDaemon(true);
			return thread;
		});
		long interval = this.period / LOOKS;
		this.scheduler.scheduleWithFixedDelay(this::refresh, interval, interval, TimeUnit.MILLISECONDS);
		this.started = refresh();
		return this.started;
	}

	CompletionStage<Void> refresh() {
		return this.store.find(this.binding).handle((found, error) -> {
			if (error == null) {
				merge(found);
			}
			return null;
		});
	}

	private synchronized void merge(Optional<byte[]> found) {
		long now = this.clock.millis();
		SortedSet<DatedKey> stored = found.map(DatedKey::decode).orElseGet(TreeSet::new);
		SortedSet<DatedKey> merged = new TreeSet<>(this.known);
		merged.addAll(stored);
		// it issues for a period, and its last ticket lives for the time-out; the other
		// period is for clocks that differ
		merged.removeIf((key) -> key.due() + 2 * this.period + this.timeout <= now);
		if (merged.isEmpty() || merged.first().due() > now) {
			merged.add(new DatedKey(now, newKey()));
		}
		long next = merged.last().due() + this.period;
		if (next <= now + LEAD * this.period / LOOKS) {
			merged.add(new DatedKey(Math.max(next, now + NOTICE * this.period / LOOKS), newKey()));
		}
		if (!merged.equals(stored)) {
			put(merged);
		}
		use(merged, now);
	}

	private void put(SortedSet<DatedKey> merged) {
		Duration lifetime = Duration.ofMillis(3 * this.period + this.timeout);
		this.store.seal(this.binding, DatedKey.encode(merged), lifetime)
			.ifPresent((sealed) -> this.store.put(this.binding.id(), sealed, lifetime));
	}

	private void use(SortedSet<DatedKey> merged, long now) {
		DatedKey issues = DatedKey.issuing(merged, now);
		if (issues.equals(this.issuing) && merged.equals(this.known)) {
			return;
		}
		this.issuing = issues;
		this.known = merged;
		List<TicketKey> next = DatedKey.ticketKeys(issues, merged);
		// tickets may be about that were issued while the store was down
		next.add(this.own);
		this.keys = List.copyOf(next);
	}

	private byte[] newKey() {
		byte[] key = new byte[DatedKey.LENGTH];
		this.random.nextBytes(key);
		return key;
	}

	/**
	 * Ask the store no more. The keys stay as they are.
	 */
	@Override
	public synchronized void close() {
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
		}
	}

}
