package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Starts the servers with the application, and stops them with the application, all at
 * the same time: closes what {@link TlsServerGracefulShutdown} could not wait for. A
 * thread keeps the JVM alive while they listen.
 */
class TlsServerLifecycle implements SmartLifecycle {

	/**
	 * That of web servers: after the application's own beans have started.
	 */
	static final int PHASE = TlsServerGracefulShutdown.PHASE - 1024;

	private static final String PORTS = "server.ports";

	private final List<ManagedServer> servers;

	private final ApplicationContext context;

	private @Nullable CountDownLatch keepAlive;

	private volatile boolean running;

	TlsServerLifecycle(Collection<TlsServer> servers, TlsServerFactory factory, ApplicationContext context,
			EventDispatcher events) {
		this.servers = servers.stream().map((server) -> new ManagedServer(server, factory, events)).toList();
		this.context = context;
	}

	@Override
	public void start() {
		List<ManagedServer> listening = new ArrayList<>();
		try {
			for (ManagedServer server : this.servers) {
				int port = server.listen();
				listening.add(server);
				publishPort(server, port);
			}
		}
		catch (RuntimeException ex) {
			// nobody else would: this lifecycle does not run
			all(listening, ManagedServer::close).join();
			throw ex;
		}
		synchronized (this) {
			this.keepAlive = keepAlive();
		}
		this.running = true;
		this.servers.forEach(ManagedServer::announce);
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

	/**
	 * The port of the server without a name, or of the only one, is
	 * {@code local.tls.server.port}.
	 */
	private void publishPort(ManagedServer server, int port) {
		if (server.isDefault() || this.servers.size() == 1) {
			publish("local.tls.server.port", port);
		}
		if (!server.isDefault()) {
			publish("local.tls." + server.name() + ".port", port);
		}
	}

	private void publish(String property, int port) {
		for (ApplicationContext each = this.context; each != null; each = each.getParent()) {
			if (each instanceof ConfigurableApplicationContext configurable) {
				MutablePropertySources sources = configurable.getEnvironment().getPropertySources();
				if (sources.get(PORTS) == null) {
					sources.addFirst(new MapPropertySource(PORTS, new HashMap<>()));
				}
				if (sources.get(PORTS) instanceof MapPropertySource ports) {
					ports.getSource().put(property, port);
				}
			}
		}
	}

	/**
	 * Accept no more.
	 * @return completes when the last connection is gone
	 */
	CompletableFuture<Void> stopAccepting() {
		return all(this.servers, ManagedServer::stopAccepting);
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
		return all(this.servers, ManagedServer::close).whenComplete((done, ex) -> release());
	}

	private static CompletableFuture<Void> all(List<ManagedServer> servers,
			Function<ManagedServer, CompletableFuture<Void>> step) {
		return CompletableFuture.allOf(servers.stream().map(step).toArray(CompletableFuture<?>[]::new));
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
