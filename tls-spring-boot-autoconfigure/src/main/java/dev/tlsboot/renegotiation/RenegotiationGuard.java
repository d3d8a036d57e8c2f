package dev.tlsboot.renegotiation;

import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.SSLEngine;

import org.jspecify.annotations.Nullable;

/**
 * Watches one connection's engine on behalf of a server. For one event loop.
 */
public final class RenegotiationGuard {

	private final RenegotiationPolicy policy;

	private final Listener listener;

	private final Function<Throwable, Optional<RenegotiationKind>> refusals;

	// most connections never need one
	private @Nullable SlidingWindow renegotiations;

	private @Nullable SlidingWindow keyUpdates;

	// set by any thread
	private volatile boolean disabled;

	/**
	 * Create a guard.
	 * @param policy how much is allowed
	 * @param listener is told of what happens
	 * @param refusals tells what an engine that refuses by itself has refused
	 */
	public RenegotiationGuard(RenegotiationPolicy policy, Listener listener,
			Function<Throwable, Optional<RenegotiationKind>> refusals) {
		this.policy = policy;
		this.listener = listener;
		this.refusals = refusals;
	}

	/**
	 * Watch an engine, which has not begun its handshake.
	 * @param engine the engine of the JDK, or one that behaves like it
	 * @return the engine to use in its place
	 */
	public SSLEngine watch(SSLEngine engine) {
		return new WatchedEngine(engine, this);
	}

	/**
	 * Refuse every renegotiation from now on. May be called on every thread.
	 */
	public void disable() {
		this.disabled = true;
	}

	void requested(RenegotiationKind kind) throws RenegotiationRefusedException {
		boolean renegotiation = kind == RenegotiationKind.RENEGOTIATION;
		SlidingWindow window = renegotiation ? renegotiations() : keyUpdates();
		int limit = renegotiation ? this.policy.renegotiationLimit() : this.policy.keyUpdateLimit();
		boolean refused = (renegotiation && this.disabled) || !window.tryAcquire();
		this.listener.requested(kind, window.count() + (refused ? 1 : 0), limit, refused);
		if (refused) {
			throw new RenegotiationRefusedException(kind);
		}
	}

	private SlidingWindow renegotiations() {
		if (this.renegotiations == null) {
			this.renegotiations = window(this.policy.renegotiationLimit());
		}
		return this.renegotiations;
	}

	private SlidingWindow keyUpdates() {
		if (this.keyUpdates == null) {
			this.keyUpdates = window(this.policy.keyUpdateLimit());
		}
		return this.keyUpdates;
	}

	private SlidingWindow window(int limit) {
		return new SlidingWindow(limit, this.policy.window(), System::nanoTime);
	}

	/**
	 * Return what ended a connection. If it is the engine's own refusal of something that
	 * the client asked for, the listener is told.
	 * @param error what the engine threw
	 * @return the refusal, or the error itself
	 */
	public Throwable explain(Throwable error) {
		RenegotiationKind kind = this.refusals.apply(error).orElse(null);
		if (kind == null) {
			return error;
		}
		this.listener.requested(kind, 1, 0, true);
		RenegotiationRefusedException refusal = new RenegotiationRefusedException(kind);
		refusal.addSuppressed(error);
		return refusal;
	}

	void renegotiated() {
		this.listener.renegotiated();
	}

	/**
	 * Is told of what happens on a watched connection, on its event loop.
	 */
	public interface Listener {

		/**
		 * The client asked for something.
		 * @param kind what it asked for
		 * @param count how often it has within the window, this time included
		 * @param limit how often it may
		 * @param refused whether this is too often; the connection is closed then
		 */
		void requested(RenegotiationKind kind, int count, int limit, boolean refused);

		/**
		 * A handshake after the first one is done.
		 */
		void renegotiated();

	}

}
