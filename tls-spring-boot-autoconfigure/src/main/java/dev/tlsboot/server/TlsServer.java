package dev.tlsboot.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.context.SniContextResolver;
import dev.tlsboot.context.SniContexts;
import dev.tlsboot.engine.EngineFeature;
import dev.tlsboot.engine.Role;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.handshake.ClearDialogue;
import dev.tlsboot.handshake.ConnectionSettings;
import dev.tlsboot.handshake.EndpointFigures;
import dev.tlsboot.handshake.SecureConnection;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import dev.tlsboot.transport.TlsTransport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Accepts TCP connections and secures them. Made by a builder, started by
 * {@link #listen()}, and after {@link #close()} it may listen again. Safe for use by
 * several threads.
 */
public final class TlsServer implements TlsEndpoint {

	private final Builder settings;

	private final EndpointFigures figures;

	private final TlsObserver observer;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private volatile Contexts contexts;

	private final Admission admission;

	private volatile int maxConnections;

	private volatile @Nullable Channel listener;

	private CompletionStage<Void> closing = CompletableFuture.completedFuture(null);

	private volatile boolean closed;

	private volatile boolean closingConnections;

	private volatile boolean acceptingPaused;

	private TlsServer(Builder builder, SecureContext context) {
		this.settings = builder;
		this.contexts = new Contexts(context, new SniContexts());
		this.maxConnections = builder.maxConnections;
		this.figures = new EndpointFigures(builder.name);
		this.observer = TlsObserver.of(builder.observers);
		this.admission = new Admission(this, this.figures, this.observer);
	}

	/**
	 * Start a new server.
	 * @param transport event loops and buffers; they have to outlive the server
	 * @param context keys, trust and policy
	 * @return a builder
	 */
	public static Builder builder(TlsTransport transport, SecureContext context) {
		return new Builder(transport, context);
	}

	@Override
	public String name() {
		return this.figures.name();
	}

	@Override
	public int connections() {
		return this.figures.connections();
	}

	@Override
	public long bytesRead() {
		return this.figures.bytesRead();
	}

	@Override
	public long bytesWritten() {
		return this.figures.bytesWritten();
	}

	/**
	 * Return how many connections there may be.
	 * @return the limit, 0 for none
	 */
	public int maxConnections() {
		return this.maxConnections;
	}

	/**
	 * Change how many connections there may be. Those that are there stay.
	 * @param maxConnections the limit, 0 for none
	 */
	public void maxConnections(int maxConnections) {
		this.maxConnections = requireNotNegative("max-connections", maxConnections);
	}

	/**
	 * Return how many handshakes may be under way.
	 * @return the limit, 0 for none
	 */
	public int maxPendingHandshakes() {
		return this.settings.maxPendingHandshakes;
	}

	/**
	 * Return how many connections have not been secured yet.
	 * @return the number, those that are being refused included
	 */
	public int pendingHandshakes() {
		return Math.max(0, this.figures.pendingHandshakes());
	}

	/**
	 * Return how many connections have been accepted so far.
	 * @return the number, those that were refused not included
	 */
	public long acceptedConnections() {
		return this.figures.acceptedCount();
	}

	/**
	 * Return how many connections have been refused so far because a limit was reached.
	 * @return the number
	 */
	public long refusedConnections() {
		return this.figures.refusedCount();
	}

	/**
	 * Return how much a client may ask for after its handshake.
	 * @return the limits
	 */
	public RenegotiationPolicy renegotiation() {
		return this.settings.renegotiation;
	}

	/**
	 * Return how long a client may take to the end of its handshake.
	 * @return the time, zero for no limit
	 */
	public Duration handshakeTimeout() {
		return this.settings.handshakeTimeout;
	}

	/**
	 * Return how long nothing may move on a connection before it is closed.
	 * @return the time, zero for no limit
	 */
	public Duration idleTimeout() {
		return this.settings.idleTimeout;
	}

	/**
	 * Return what becomes of clients that ask for a name without context.
	 * @return {@code true} if they are refused
	 */
	public boolean rejectsUnknownNames() {
		return this.settings.rejectUnknownNames;
	}

	/**
	 * Return the keys, trust and policy of new connections.
	 * @return the context
	 */
	public SecureContext secureContext() {
		return this.contexts.own();
	}

	/**
	 * Change keys, trust and policy. Connections that are there, handshakes under way
	 * included, keep theirs.
	 * @param context the new context
	 * @throws TlsConfigurationException if it cannot work on a server; the old one stays
	 */
	public void setSecureContext(SecureContext context) {
		this.settings.check(context);
		synchronized (this.settings) {
			this.contexts = new Contexts(context, this.contexts.byName());
		}
	}

	/**
	 * Put other contexts in the place of some that are in use, the server's own and those
	 * of names, all at once: no client gets an old one after another has got a new one.
	 * Connections that are there, handshakes under way included, keep theirs.
	 * @param replacements the new context for each that is to be replaced; those that are
	 * not in use any more are passed over
	 * @return the contexts that were in use and have been replaced
	 * @throws TlsConfigurationException if a new one cannot work on a server; all old
	 * ones stay
	 */
	public Set<SecureContext> replaceContexts(Map<SecureContext, SecureContext> replacements) {
		replacements.values().forEach(this.settings::check);
		synchronized (this.settings) {
			Contexts current = this.contexts;
			Set<SecureContext> replaced = new HashSet<>(replacements.keySet());
			replaced.removeIf((context) -> current.own() != context && !current.byName().contains(context));
			this.contexts = new Contexts(Objects.requireNonNullElse(replacements.get(current.own()), current.own()),
					current.byName().with(replacements));
			return replaced;
		}
	}

	/**
	 * Add keys, trust and policy for clients that ask for a certain name, in place of
	 * those that it had before. Connections that are there keep theirs.
	 * @param serverName a host name, or {@code *.example.com} for the names one label
	 * longer, in upper or lower case; an exact name goes before a wildcard
	 * @param context the context for that name
	 * @return the context that the name had before, or {@code null}
	 * @throws TlsConfigurationException if that is no name, or the context cannot work on
	 * a server
	 */
	public @Nullable SecureContext addContext(String serverName, SecureContext context) {
		this.settings.check(context);
		synchronized (this.settings) {
			return this.contexts.byName().put(serverName, context);
		}
	}

	/**
	 * Remove what was added for a name. Connections that are there keep it.
	 * @param serverName the name or wildcard that it was added with
	 * @return {@code false} if there was nothing
	 * @throws TlsConfigurationException if that is no name
	 */
	public boolean removeContext(String serverName) {
		synchronized (this.settings) {
			return this.contexts.byName().remove(serverName) != null;
		}
	}

	/**
	 * Return the names that there are contexts for.
	 * @return names and wildcards in lower case, sorted; a copy
	 */
	public Set<String> serverNames() {
		return this.contexts.byName().serverNames();
	}

	/**
	 * Return what was added by name.
	 * @return contexts by names and wildcards in lower case, sorted; a copy
	 */
	public Map<String, SecureContext> contexts() {
		return this.contexts.byName().contexts();
	}

	/**
	 * Bind, and begin to accept.
	 * @return completes with the bound address, or with the error that kept it from being
	 * bound
	 */
	public CompletionStage<SocketAddress> listen() {
		this.closingConnections = false;
		this.closed = false;
		ConnectionSettings connections = connections(this.settings.listener::secureConnection, (failure) -> {
		});
		ServerContexts contexts = serverContexts();
		Path path = this.settings.path;
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.settings.transport.eventLoops())
			.channel((path != null) ? this.settings.transport.domainServerChannelType()
					: this.settings.transport.serverChannelType())
			.handler(new AdmissionHandler(this, this.admission))
			.option(ChannelOption.SO_BACKLOG, 1024)
			// one at a time: a call to the system for the next one mostly finds none, and
			// a crowd at the door would keep those inside waiting
			.option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator())
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					TlsServer.this.channels.add(channel);
					if (TlsServer.this.closingConnections) {
						channel.close();
						return;
					}
					channel.config().setAllocator(TlsServer.this.settings.transport.allocator());
					// which not every Unix domain socket has, and a bootstrap would warn
					// of
					channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
					SecureConnection.accept(channel, connections, contexts);
				}
			});
		if (path == null) {
			// TCP_NODELAY is set on what it accepts without our asking
			bootstrap.option(ChannelOption.SO_REUSEADDR, true);
		}
		CompletableFuture<SocketAddress> listening = new CompletableFuture<>();
		bootstrap.bind(bindAddress()).addListener((bound) -> {
			if (!bound.isSuccess()) {
				listening.completeExceptionally(bindFailure(bound.cause()));
				return;
			}
			Channel channel = ((io.netty.channel.ChannelFuture) bound).channel();
			this.listener = channel;
			channel.config().setAutoRead(!this.acceptingPaused);
			SocketAddress address = channel.localAddress();
			this.observer.listening(this, address);
			listening.complete(address);
		});
		return listening;
	}

	/**
	 * Native transports have exceptions of their own for what the operating system says.
	 */
	private static Throwable bindFailure(Throwable cause) {
		if (!(cause instanceof IOException) || cause instanceof SocketException) {
			return cause;
		}
		BindException failure = new BindException(cause.getMessage());
		failure.initCause(cause);
		return failure;
	}

	/**
	 * Secure a connection that was accepted elsewhere and has been used in clear until
	 * now, as after {@code STARTTLS}. It is this server's from now on as those that it
	 * accepts itself: within its limits and time-outs, and for its listener. All handlers
	 * leave its pipeline; what they have read ahead is an error. Call this on the
	 * channel's event loop, from the handler that has agreed to it and after the answer
	 * has been written: elsewhere a handler could get what is meant for TLS. The server
	 * need not listen.
	 * @param channel an active channel, of any event loop; it is closed if it is one too
	 * many or its handshake fails
	 * @return completes on the channel's event loop with the secured connection, once the
	 * listener has it; or with a {@link TlsHandshakeException}, or with an
	 * {@link IllegalStateException} if the server is closed, has too many connections, or
	 * the channel is secured already
	 */
	public CompletionStage<CleartextStream> secure(Channel channel) {
		return secure(channel, this.settings.listener);
	}

	/**
	 * Secure a connection as {@link #secure(Channel)} does, for another listener.
	 * @param channel an active channel
	 * @param listener gets the connection in place of the server's own listener
	 * @return as {@link #secure(Channel)} says
	 */
	public CompletionStage<CleartextStream> secure(Channel channel, SecureConnectionListener listener) {
		CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
		if (channel.eventLoop().inEventLoop()) {
			secure(channel, listener, secured);
		}
		else {
			channel.eventLoop().execute(() -> secure(channel, listener, secured));
		}
		return secured;
	}

	private void secure(Channel channel, SecureConnectionListener listener,
			CompletableFuture<CleartextStream> secured) {
		try {
			ClearDialogue.requireInClear(channel);
		}
		catch (IllegalStateException ex) {
			// it is somebody's, and stays so
			secured.completeExceptionally(ex);
			return;
		}
		try {
			if (this.closed || this.closingConnections) {
				throw new IllegalStateException("The TLS server '" + name() + "' is closed");
			}
			if (!this.admission.admit(channel)) {
				throw new IllegalStateException("The TLS server '" + name() + "' has too many connections");
			}
		}
		catch (RuntimeException ex) {
			channel.close();
			secured.completeExceptionally(ex);
			return;
		}
		this.channels.add(channel);
		ConnectionSettings connection = connections((stream) -> {
			try {
				listener.secureConnection(stream);
			}
			catch (Throwable ex) {
				secured.completeExceptionally(ex);
				throw ex;
			}
			secured.complete(stream);
		}, secured::completeExceptionally);
		ClearDialogue.end(channel, () -> SecureConnection.accept(channel, connection, serverContexts()), (error) -> {
			if (error instanceof TlsHandshakeException failure) {
				this.observer.handshakeFailed(this, failure, channel.remoteAddress(), Duration.ZERO);
			}
			channel.close();
			secured.completeExceptionally(error);
		});
	}

	/**
	 * Make a pair for a connection over what is no socket. The connection is this
	 * server's as those that it accepts itself.
	 * @return the pair; its encrypted side is to be connected to what leads to the client
	 */
	public SecurePair securePair() {
		return SecurePair.of(this.settings.transport, null, null, this::secure);
	}

	private ConnectionSettings connections(Consumer<CleartextStream> secured,
			Consumer<? super TlsHandshakeException> failed) {
		return new ConnectionSettings(this, this.figures, Role.SERVER, this.observer, this.settings.handshakeTimeout,
				this.settings.renegotiation, this.settings.idleTimeout, this.settings.pipelineCustomizers,
				this.settings.transport.tasks(), secured, failed::accept);
	}

	private ServerContexts serverContexts() {
		return new ServerContexts(this::secureContext, () -> this.contexts.byName(), this.settings.sniResolver,
				this.settings.rejectUnknownNames, this.settings::check);
	}

	private SocketAddress bindAddress() {
		Path path = this.settings.path;
		if (path != null) {
			return this.settings.transport.domainAddress(path);
		}
		String host = this.settings.host;
		return (host != null) ? new InetSocketAddress(host, this.settings.port)
				: new InetSocketAddress(this.settings.port);
	}

	/**
	 * Return the address the server listens on.
	 * @return the bound address, or {@code null} when it does not listen
	 */
	public @Nullable SocketAddress address() {
		Channel channel = this.listener;
		return (channel != null) ? channel.localAddress() : null;
	}

	/**
	 * Return whether clients can connect.
	 * @return {@code true} if it is bound
	 */
	public boolean isListening() {
		Channel channel = this.listener;
		return channel != null && channel.isActive();
	}

	/**
	 * Stop accepting for a while, or go on. This takes effect shortly after the call.
	 * Meanwhile new connections wait in the operating system's backlog, which refuses
	 * them once it is full.
	 * @param paused whether to stop
	 */
	public void pauseAccepting(boolean paused) {
		this.acceptingPaused = paused;
		Channel channel = this.listener;
		if (channel != null) {
			channel.config().setAutoRead(!paused);
		}
	}

	/**
	 * Go on after a pause of its own, unless the application wants one as well.
	 */
	void resumeAccepting() {
		pauseAccepting(this.acceptingPaused);
	}

	/**
	 * Accept no more. Connections that are there live on.
	 * @return completes when the last of them is gone
	 */
	public CompletionStage<Void> close() {
		this.closed = true;
		CompletableFuture<Void> closed = new CompletableFuture<>();
		synchronized (this) {
			Channel channel = this.listener;
			if (channel == null) {
				return this.closing.thenCompose((done) -> this.figures.whenEmpty());
			}
			this.listener = null;
			this.closing = closed;
			SocketAddress address = channel.localAddress();
			channel.close()
				.addListener((done) -> this.figures.whenEmpty()
					.thenCompose((gone) -> this.settings.transport.afterPendingTasks())
					.thenRun(() -> {
						this.observer.serverClosed(this, address);
						closed.complete(null);
					}));
		}
		return closed;
	}

	/**
	 * Close every connection, with {@code close_notify}, and those that come in until the
	 * server listens again.
	 * @return completes when all of them are gone
	 */
	public CompletionStage<Void> closeConnections() {
		this.closingConnections = true;
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.channels.close().addListener((done) -> closed.complete(null));
		return closed;
	}

	private static int requireNotNegative(String option, int limit) {
		if (limit < 0) {
			throw new TlsConfigurationException(option, String.valueOf(limit), "The limit must not be negative.",
					"Use 0 for no limit.", null);
		}
		return limit;
	}

	/**
	 * What new connections get.
	 *
	 * @param own the server's own context
	 * @param byName those of names
	 */
	private record Contexts(SecureContext own, SniContexts byName) {

	}

	/**
	 * Puts a {@link TlsServer} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final TlsTransport transport;

		private final SecureContext context;

		private String name = "default";

		private @Nullable String host;

		private int port;

		private @Nullable Path path;

		private Duration handshakeTimeout = Duration.ofSeconds(120);

		private Duration idleTimeout = Duration.ZERO;

		private RenegotiationPolicy renegotiation = RenegotiationPolicy.DEFAULT;

		private int maxConnections;

		private int maxPendingHandshakes;

		private @Nullable SniContextResolver sniResolver;

		private boolean rejectUnknownNames;

		private SecureConnectionListener listener = (stream) -> {
		};

		private List<TlsObserver> observers = List.of();

		private List<TlsPipelineCustomizer> pipelineCustomizers = List.of();

		private Builder(TlsTransport transport, SecureContext context) {
			this.transport = transport;
			this.context = context;
		}

		/**
		 * Set the name that meters and events know the server by.
		 * @param name the name; {@code default} unless set
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = Objects.requireNonNull(name, "name");
			return this;
		}

		/**
		 * Set the address to listen on.
		 * @param host a name or IP address of this machine, or {@code null} for any
		 * address
		 * @return this builder
		 */
		public Builder host(@Nullable String host) {
			this.host = host;
			return this;
		}

		/**
		 * Set the port to listen on.
		 * @param port the port, 0 for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Set the Unix domain socket to listen on, in place of host and port.
		 * @param path the path of the socket, which must not exist, and is removed when
		 * the server is closed; {@code null}, as unless set, for TCP
		 * @return this builder
		 */
		public Builder path(@Nullable Path path) {
			this.path = path;
			return this;
		}

		/**
		 * Set how long a client may take from its connection to the end of the handshake.
		 * @param handshakeTimeout the time; zero for no limit, 120 s unless set
		 * @return this builder
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set how long nothing may move on a connection before it is closed.
		 * @param idleTimeout the time; zero, as unless set, for no limit
		 * @return this builder
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Set how much a client may ask for after its handshake.
		 * @param renegotiation the limits; {@link RenegotiationPolicy#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder renegotiation(RenegotiationPolicy renegotiation) {
			this.renegotiation = renegotiation;
			return this;
		}

		/**
		 * Set how many connections there may be.
		 * @param maxConnections the limit; 0, as unless set, for none
		 * @return this builder
		 */
		public Builder maxConnections(int maxConnections) {
			this.maxConnections = requireNotNegative("max-connections", maxConnections);
			return this;
		}

		/**
		 * Set how many handshakes may be under way.
		 * @param maxPendingHandshakes the limit; 0, as unless set, for none
		 * @return this builder
		 */
		public Builder maxPendingHandshakes(int maxPendingHandshakes) {
			this.maxPendingHandshakes = requireNotNegative("max-pending-handshakes", maxPendingHandshakes);
			return this;
		}

		/**
		 * Set who finds contexts for names that none was added for.
		 * @param sniResolver the resolver, or {@code null} for none
		 * @return this builder
		 */
		public Builder sniResolver(@Nullable SniContextResolver sniResolver) {
			this.sniResolver = sniResolver;
			return this;
		}

		/**
		 * Set what becomes of clients that ask for a name without context.
		 * @param rejectUnknownNames {@code true} to refuse them with the alert
		 * {@code unrecognized_name}; {@code false}, as unless set, for the server's own
		 * context
		 * @return this builder
		 */
		public Builder rejectUnknownNames(boolean rejectUnknownNames) {
			this.rejectUnknownNames = rejectUnknownNames;
			return this;
		}

		/**
		 * Set who gets the connections.
		 * @param listener gets each connection on its event loop
		 * @return this builder
		 */
		public Builder listener(SecureConnectionListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Set who is told of what happens.
		 * @param observers the observers, in order
		 * @return this builder
		 */
		public Builder observers(List<? extends TlsObserver> observers) {
			this.observers = List.copyOf(observers);
			return this;
		}

		/**
		 * Set who adds Netty codecs behind TLS.
		 * @param customizers the customizers, in order; none unless set
		 * @return this builder
		 */
		public Builder pipelineCustomizers(List<TlsPipelineCustomizer> customizers) {
			this.pipelineCustomizers = List.copyOf(customizers);
			return this;
		}

		/**
		 * Make the server. It does not listen yet.
		 * @return the server
		 * @throws TlsConfigurationException if the context cannot work on a server
		 */
		public TlsServer build() {
			check(this.context);
			return new TlsServer(this, this.context);
		}

		/**
		 * A limit that was set and that the engine has no say in would mean nothing.
		 */
		private void check(SecureContext context) {
			TlsEngine engine = context.engineContext(Role.SERVER).engine();
			RenegotiationPolicy standard = RenegotiationPolicy.DEFAULT;
			boolean limitIsStandard = this.renegotiation.renegotiationLimit() == standard.renegotiationLimit()
					&& this.renegotiation.window().equals(standard.window());
			if (this.renegotiation.renegotiationLimit() > 0 && !limitIsStandard) {
				EngineFeature.RENEGOTIATION.require(engine);
			}
			if (this.renegotiation.keyUpdateLimit() != standard.keyUpdateLimit()) {
				EngineFeature.KEY_UPDATE_LIMIT.require(engine);
			}
		}

	}

}
