package dev.tlsboot.autoconfigure;

import org.springframework.context.SmartLifecycle;

/**
 * Gives the connections of the servers time to end: accepts no more and waits, for as
 * long as {@code spring.lifecycle.timeout-per-shutdown-phase} allows.
 */
class TlsServerGracefulShutdown implements SmartLifecycle {

	/**
	 * That of web servers, so that both wait at the same time.
	 */
	static final int PHASE = DEFAULT_PHASE - 1024;

	private final TlsServerLifecycle lifecycle;

	private volatile boolean running;

	TlsServerGracefulShutdown(TlsServerLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException("Connections get their time to end with a callback only");
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.lifecycle.stopAccepting().whenComplete((done, ex) -> callback.run());
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

}
