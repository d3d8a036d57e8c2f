package dev.tlsboot.autoconfigure;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Starts the server with the application, and stops it with the application: closes what
 * {@link TlsServerGracefulShutdown} could not wait for. A thread keeps the JVM alive
 * while the server listens.
 */
class TlsServerLifecycle implements SmartLifecycle {

	/**
	 * That of web servers: after the application's own beans have started.
	 */
	static final int PHASE = TlsServerGracefulShutdown.PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(TlsServerLifecycle.class);

	private static final String PORTS = "server.ports";

	private final TlsServer server;

	private final ListenFailures failures;

	private final ApplicationContext context;

	private final EventDispatcher events;

	private @Nullable CompletableFuture<Void> closed;

	private @Nullable CountDownLatch keepAlive;

	private volatile boolean running;

	TlsServerLifecycle(TlsServer server, ListenFailures failures, ApplicationContext context, EventDispatcher events) {
		this.server = server;
		this.failures = failures;
		this.context = context;
		this.events = events;
	}

	@Override
	public void start() {
		SocketAddress address = listen();
		synchronized (this) {
			this.closed = null;
			this.keepAlive = keepAlive();
		}
		this.running = true;
		if (address instanceof InetSocketAddress inet) {
			publishPort(inet.getPort());
		}
		this.events.await(this.server);
		logger.info("TLS server listens on {}, with engine {}", address, engine());
	}

	private SocketAddress listen() {
		try {
			return this.server.listen().toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw this.failures.report((ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	private String engine() {
		SecureContext secureContext = this.server.secureContext();
		String chosen = secureContext.engineContext(Role.SERVER).engine().name();
		String wanted = secureContext.engine().name();
		return wanted.equals(chosen) ? chosen : chosen + " (" + wanted + ")";
	}

	/**
	 * The transport's threads are daemons.
	 */
	private static CountDownLatch keepAlive() {
		CountDownLatch stopped = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			try {
				stopped.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "tls-server");
		thread.setDaemon(false);
		thread.start();
		return stopped;
	}

	private void publishPort(int port) {
		for (ApplicationContext each = this.context; each != null; each = each.getParent()) {
			if (each instanceof ConfigurableApplicationContext configurable) {
				MutablePropertySources sources = configurable.getEnvironment().getPropertySources();
				if (sources.get(PORTS) == null) {
					sources.addFirst(new MapPropertySource(PORTS, new HashMap<>()));
				}
				if (sources.get(PORTS) instanceof MapPropertySource ports) {
					ports.getSource().put("local.tls.server.port", port);
				}
			}
		}
	}

	/**
	 * Accept no more.
	 * @return completes when the last connection is gone
	 */
	synchronized CompletableFuture<Void> stopAccepting() {
		if (this.closed == null) {
			this.closed = this.server.close().toCompletableFuture();
		}
		return this.closed;
	}

	@Override
	public void stop() {
		close().join();
	}

	@Override
	public void stop(Runnable callback) {
		close().whenComplete((done, ex) -> callback.run());
	}

	private CompletableFuture<Void> close() {
		this.running = false;
		CompletableFuture<Void> gone = stopAccepting();
		int left = this.server.connections();
		if (left > 0) {
			logger.info("TLS server closes {} connections that have not ended by themselves", left);
		}
		return this.server.closeConnections()
			.thenCombine(gone, (connections, server) -> server)
			.whenComplete((done, ex) -> release())
			.toCompletableFuture();
	}

	private synchronized void release() {
		if (this.keepAlive != null) {
			this.keepAlive.countDown();
			this.keepAlive = null;
		}
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
