package dev.tlsboot.autoconfigure;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.EngineChoice;
import dev.tlsboot.engine.EngineChoice.PassedOver;
import dev.tlsboot.engine.Role;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.TicketKeyRing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the servers that start and stop with the application.
 */
class ManagedServer {

	private static final Logger logger = LoggerFactory.getLogger(TlsServerLifecycle.class);

	private static final long TICKET_KEYS_TIMEOUT_SECONDS = 10;

	private final TlsServer server;

	private final TlsServerFactory factory;

	private final EventDispatcher events;

	private @Nullable CompletableFuture<Void> closed;

	ManagedServer(TlsServer server, TlsServerFactory factory, EventDispatcher events) {
		this.server = server;
		this.factory = factory;
		this.events = events;
	}

	String name() {
		return this.server.name();
	}

	boolean isDefault() {
		return ServerDefinition.DEFAULT.equals(name());
	}

	private String label() {
		return isDefault() ? "TLS server" : "TLS server '" + name() + "'";
	}

	/**
	 * Listen, and let the application's listeners know.
	 * @return the port, or 0 if the address has none
	 */
	int listen() {
		this.server.secureContext().ticketKeyRing().ifPresent(this::await);
		SocketAddress address;
		try {
			address = this.server.listen().toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw this.factory.listenFailure(this.server, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		synchronized (this) {
			this.closed = null;
		}
		return (address instanceof InetSocketAddress inet) ? inet.getPort() : 0;
	}

	/**
	 * Until the store has answered, a server has a key of its own, which no other opens.
	 */
	private void await(TicketKeyRing ticketKeys) {
		try {
			ticketKeys.start().toCompletableFuture().get(TICKET_KEYS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn("{} seals tickets with a key of this process until the session store answers", label());
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until the application has been told that the server listens.
	 */
	void announce() {
		this.events.await(this.server);
		logger.info("{} listens on {}, with engine {}", label(), this.server.address(), engine());
		SecureContext secureContext = this.server.secureContext();
		if (secureContext.sharedSessions().isPresent() && secureContext.speaks("TLSv1.3")) {
			logger.info("The session store serves clients of TLS 1.2; those of TLS 1.3 make full handshakes");
		}
	}

	private String engine() {
		SecureContext secureContext = this.server.secureContext();
		EngineChoice choice = secureContext.engineChoice(Role.SERVER);
		String chosen = choice.engine().name();
		String wanted = secureContext.engine().name();
		if (wanted.equals(chosen)) {
			return chosen;
		}
		String reasons = choice.passedOver().stream().map(PassedOver::reason).collect(Collectors.joining(" "));
		return chosen + " (" + wanted + (reasons.isEmpty() ? "" : ": " + reasons) + ")";
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

	/**
	 * Accept no more, and close the connections there are.
	 * @return completes when the last connection is gone
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> gone = stopAccepting();
		int left = this.server.connections();
		if (left > 0) {
			logger.info("{} closes {} connections that have not ended by themselves", label(), left);
		}
		return this.server.closeConnections().thenCombine(gone, (connections, server) -> server).toCompletableFuture();
	}

}
