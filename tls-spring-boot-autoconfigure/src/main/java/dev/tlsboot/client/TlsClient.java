package dev.tlsboot.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import javax.net.ssl.SSLSession;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.handshake.ClearDialogue;
import dev.tlsboot.handshake.ConnectionSettings;
import dev.tlsboot.handshake.EndpointFigures;
import dev.tlsboot.handshake.SecureConnection;
import dev.tlsboot.handshake.ServerPeer;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Connects to TLS servers. Made by a builder; safe for use by several threads.
 */
public final class TlsClient implements TlsEndpoint, AutoCloseable {

	private final Builder settings;

	private final EndpointFigures figures;

	private final TlsObserver observer;

	private volatile SecureContext context;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private volatile boolean closed;

	private TlsClient(Builder builder) {
		this.settings = builder;
		this.context = builder.context;
		this.figures = new EndpointFigures(builder.name);
		this.observer = TlsObserver.of(builder.observers);
	}

	/**
	 * Start a new client.
	 * @param transport event loops and buffers; they have to outlive the client
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
	 * Return the keys, trust and policy of new connections.
	 * @return the context
	 */
	public SecureContext secureContext() {
		return this.context;
	}

	/**
	 * Change keys, trust and policy. Connections that are there, handshakes under way
	 * included, keep theirs.
	 * @param context the new context
	 * @throws TlsConfigurationException if it cannot work on a client; the old one stays
	 */
	public void setSecureContext(SecureContext context) {
		context.engineContext(Role.CLIENT);
		this.context = context;
	}

	/**
	 * Return the host that {@link #connect()} connects to.
	 * @return the host name or IP address
	 */
	public String host() {
		return this.settings.host;
	}

	/**
	 * Return the port that {@link #connect()} connects to.
	 * @return the port, 0 for none
	 */
	public int port() {
		return this.settings.port;
	}

	/**
	 * Return the name that servers are asked for and have to prove.
	 * @return the name, or {@code null} for the host
	 */
	public @Nullable String servername() {
		return this.settings.servername;
	}

	/**
	 * Return how long a TCP connection may take to be there.
	 * @return the time, zero for no limit
	 */
	public Duration connectTimeout() {
		return this.settings.connectTimeout;
	}

	/**
	 * Return how long a handshake may take.
	 * @return the time, zero for no limit
	 */
	public Duration handshakeTimeout() {
		return this.settings.handshakeTimeout;
	}

	/**
	 * Connect to the host and port that the client was made with.
	 * @return as {@link #connect(ConnectOptions)} says
	 * @throws TlsConfigurationException if it was made without a port
	 */
	public CompletionStage<CleartextStream> connect() {
		return connect(ConnectOptions.DEFAULT);
	}

	/**
	 * Connect to a server. The server's certificate has to be for the configured
	 * {@code servername}, or else for this host.
	 * @param port the port
	 * @param host the host name or IP address
	 * @return as {@link #connect(ConnectOptions)} says
	 */
	public CompletionStage<CleartextStream> connect(int port, String host) {
		return connect(ConnectOptions.builder().port(port).host(host).build());
	}

	/**
	 * Connect to a server.
	 * @param options where to and how
	 * @return completes on the connection's event loop with the secured connection, which
	 * reads nothing until it is told who takes it; or with a
	 * {@link dev.tlsboot.failure.TlsHandshakeException}, or with the
	 * {@link java.io.IOException} that kept it from being connected, or with an
	 * {@link IllegalStateException} if the client is closed. Whoever cancels it, or
	 * completes it otherwise, as {@code orTimeout} does, gets no connection: it is closed
	 * as soon as it is there
	 * @throws TlsConfigurationException if there is no port, the session is of another
	 * client or server, the engine cannot honour the application protocols, or the module
	 * for proxies is missing
	 */
	public CompletionStage<CleartextStream> connect(ConnectOptions options) {
		int port = (options.port() != 0) ? options.port() : this.settings.port;
		if (port == 0 && options.path() == null) {
			throw new TlsConfigurationException("port", null, "The client has no port to connect to.",
					"Set the port, or call connect(port, host).", null);
		}
		ServerPeer peer = peer(options, (options.path() != null) ? -1 : port);
		if (this.closed) {
			return CompletableFuture.failedFuture(closedAlready());
		}
		Duration timeout = Objects.requireNonNullElse(options.connectTimeout(), this.settings.connectTimeout);
		CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
		TlsAttempt attempt = this.observer.attempt(this);
		secured.whenComplete(attempt::ended);
		Connector connector = new Connector(this.settings.transport, this.settings.resolver, host(options), port,
				options, timeout);
		// whoever waits no more wants no connection
		Supplier<CompletionStage<Channel>> connection = () -> secured.isDone()
				? CompletableFuture.failedFuture(new CancellationException()) : connector.connect();
		attempt.mayBegin().thenCompose((now) -> connection.get()).whenComplete((channel, error) -> {
			if (error != null) {
				secured.completeExceptionally(cause(error));
			}
			else {
				beginOnEventLoop(channel, options, peer, secured);
			}
		});
		return secured;
	}

	/**
	 * Secure a connection that is there, and has been used in clear until now, as after
	 * {@code STARTTLS}. All handlers leave its pipeline; what they have read ahead is an
	 * error. Call this on the channel's event loop, from the handler that got the
	 * server's consent: elsewhere a handler could get what is meant for TLS.
	 * @param channel a connected channel, of any event loop; it is closed if the
	 * handshake fails
	 * @param options the server's name, time-outs, session and check; what says where to
	 * connect to has no meaning here
	 * @return as {@link #connect(ConnectOptions)} says
	 */
	public CompletionStage<CleartextStream> connect(Channel channel, ConnectOptions options) {
		ServerPeer peer = peer(options, port(options, channel.remoteAddress()));
		CompletableFuture<CleartextStream> secured = attempt();
		beginOnEventLoop(channel, options, peer, secured);
		return secured;
	}

	/**
	 * Secure a connection that is there. It becomes the client's: nobody else may read,
	 * write or close it.
	 * @param socket a connected channel; it is closed if the handshake fails
	 * @param options as over a {@linkplain #connect(Channel, ConnectOptions) Netty
	 * channel}
	 * @return as {@link #connect(ConnectOptions)} says
	 * @throws IllegalArgumentException if it is not connected
	 */
	public CompletionStage<CleartextStream> connect(SocketChannel socket, ConnectOptions options) {
		if (!socket.isConnected()) {
			throw new IllegalArgumentException("The socket is not connected");
		}
		Channel channel = isInet(socket) ? new NioSocketChannel(socket) : new NioDomainSocketChannel(socket);
		channel.config().setAllocator(this.settings.transport.allocator());
		ServerPeer peer = peer(options, port(options, channel.remoteAddress()));
		CompletableFuture<CleartextStream> secured = attempt();
		// nothing is to be read before TLS is there to take it
		channel.config().setAutoRead(false);
		this.settings.transport.nioEventLoops().register(channel).addListener((registered) -> {
			if (registered.isSuccess()) {
				begin(channel, options, peer, secured);
			}
			else {
				secured.completeExceptionally(registered.cause());
			}
		});
		return secured;
	}

	/**
	 * Secure a connection that is there. It becomes the client's: nobody else may read,
	 * write or close it. Bytes that a reader has in its buffer are lost to TLS, so that
	 * the dialogue before it has to be read without reading ahead. A socket that belongs
	 * to a {@link SocketChannel} is served by event loops, any other by two threads of
	 * its own.
	 * @param socket a connected socket; it is closed if the handshake fails
	 * @param options as over a {@linkplain #connect(Channel, ConnectOptions) Netty
	 * channel}
	 * @return as {@link #connect(ConnectOptions)} says
	 * @throws IOException if its streams cannot be had
	 * @throws IllegalArgumentException if it is not connected
	 */
	public CompletionStage<CleartextStream> connect(Socket socket, ConnectOptions options) throws IOException {
		if (!socket.isConnected()) {
			throw new IllegalArgumentException("The socket is not connected");
		}
		if (socket.getChannel() != null) {
			return connect(socket.getChannel(), options);
		}
		InputStream input = socket.getInputStream();
		OutputStream output = socket.getOutputStream();
		SecurePair pair = SecurePair.of(this.settings.transport, socket.getLocalSocketAddress(),
				socket.getRemoteSocketAddress(), (channel) -> connect(channel, options));
		pair.encrypted().over(input, output);
		return pair.secure();
	}

	/**
	 * Make a pair for a connection over what is no socket. The connection is this
	 * client's as any other.
	 * @param options as over a {@linkplain #connect(Channel, ConnectOptions) Netty
	 * channel}
	 * @return the pair; its encrypted side is to be connected to what leads to the server
	 * @throws TlsConfigurationException as {@link #connect(ConnectOptions)} says
	 */
	public SecurePair securePair(ConnectOptions options) {
		peer(options, -1);
		return SecurePair.of(this.settings.transport, null, null, (channel) -> connect(channel, options));
	}

	/**
	 * Close all connections, with {@code close_notify}, and refuse new ones.
	 * @return completes when the last one is gone
	 */
	public CompletionStage<Void> closeAsync() {
		this.closed = true;
		CompletableFuture<Void> gone = new CompletableFuture<>();
		this.channels.close()
			.addListener((done) -> this.figures.whenEmpty()
				.thenCompose((empty) -> this.settings.transport.afterPendingTasks())
				.thenRun(() -> gone.complete(null)));
		return gone;
	}

	/**
	 * Close all connections, with {@code close_notify}, refuse new ones, and wait until
	 * the last one is gone. Not to be called on an event loop: see {@link #closeAsync()}.
	 */
	@Override
	public void close() {
		closeAsync().toCompletableFuture().join();
	}

	private CompletableFuture<CleartextStream> attempt() {
		CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
		secured.whenComplete(this.observer.attempt(this)::ended);
		return secured;
	}

	private void beginOnEventLoop(Channel channel, ConnectOptions options, ServerPeer peer,
			CompletableFuture<CleartextStream> secured) {
		if (channel.eventLoop().inEventLoop()) {
			begin(channel, options, peer, secured);
			return;
		}
		channel.eventLoop().execute(() -> begin(channel, options, peer, secured));
	}

	private void begin(Channel channel, ConnectOptions options, ServerPeer peer,
			CompletableFuture<CleartextStream> secured) {
		try {
			ClearDialogue.requireInClear(channel);
		}
		catch (IllegalStateException ex) {
			// it is somebody's, and stays so
			secured.completeExceptionally(ex);
			return;
		}
		secured.whenComplete((stream, error) -> {
			if (error != null) {
				channel.close();
			}
		});
		Duration handshakeTimeout = Objects.requireNonNullElse(options.handshakeTimeout(),
				this.settings.handshakeTimeout);
		ConnectionSettings connection = new ConnectionSettings(this, this.figures, Role.CLIENT, this.observer,
				handshakeTimeout, RenegotiationPolicy.DEFAULT, this.settings.idleTimeout,
				this.settings.pipelineCustomizers, this.settings.transport.tasks(), (stream) -> hand(stream, secured),
				secured::completeExceptionally);
		ClearDialogue.end(channel, () -> {
			if (this.closed) {
				throw closedAlready();
			}
			this.figures.enter(0);
			channel.closeFuture().addListener((gone) -> this.figures.leave());
			this.channels.add(channel);
			this.observer.connected(this);
			SecureConnection.connect(channel, connection, context(options), peer);
		}, secured::completeExceptionally);
	}

	private static void hand(CleartextStream stream, CompletableFuture<CleartextStream> secured) {
		if (!secured.complete(stream)) {
			stream.destroy();
		}
	}

	private ServerPeer peer(ConnectOptions options, int port) {
		String servername = (options.servername() != null) ? options.servername() : this.settings.servername;
		String name = (servername != null) ? servername : host(options);
		ServerIdentityCheck check = Objects.requireNonNullElse(options.identityCheck(), this.settings.identityCheck);
		SSLSession session = options.session();
		SecureContext connectionContext = context(options);
		connectionContext.engineContext(Role.CLIENT);
		if (session == null) {
			return new ServerPeer(name, port, check);
		}
		if (check != ServerIdentityCheck.STANDARD) {
			connectionContext = connectionContext.withoutServerIdentityCheck();
		}
		if (!connectionContext.engineContext(Role.CLIENT).made(session)) {
			throw session("It comes from no connection of this client.");
		}
		if (!name.equalsIgnoreCase(session.getPeerHost())) {
			throw session(
					"It was made with the server '" + session.getPeerHost() + "', and this one is '" + name + "'.");
		}
		return new ServerPeer(name, session.getPeerPort(), check);
	}

	private SecureContext context(ConnectOptions options) {
		SecureContext context = this.context;
		List<String> alpnProtocols = options.alpnProtocols();
		List<String> npnProtocols = options.npnProtocols();
		if (alpnProtocols == null && npnProtocols == null) {
			return context;
		}
		return context.withApplicationProtocols(Objects.requireNonNullElse(alpnProtocols, context.alpnProtocols()),
				Objects.requireNonNullElse(npnProtocols, context.npnProtocols()));
	}

	private static TlsConfigurationException session(String message) {
		return new TlsConfigurationException("session", null, message,
				"Use a session of this client's connections to the same server, or none.", null);
	}

	private String host(ConnectOptions options) {
		return (options.host() != null) ? options.host() : this.settings.host;
	}

	/**
	 * Sessions are kept by name and port: a port that is not known is none.
	 */
	private static int port(ConnectOptions options, @Nullable SocketAddress address) {
		if (options.port() != 0) {
			return options.port();
		}
		return (address instanceof InetSocketAddress inet) ? inet.getPort() : -1;
	}

	private static boolean isInet(SocketChannel socket) {
		try {
			return socket.getLocalAddress() instanceof InetSocketAddress;
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The socket is closed", ex);
		}
	}

	private IllegalStateException closedAlready() {
		return new IllegalStateException("The TLS client '" + name() + "' is closed");
	}

	private static Throwable cause(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	/**
	 * Puts a {@link TlsClient} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final TlsTransport transport;

		private final SecureContext context;

		private String name = "default";

		private String host = "localhost";

		private int port;

		private @Nullable String servername;

		private Duration connectTimeout = Duration.ofSeconds(30);

		private Duration handshakeTimeout = Duration.ofSeconds(120);

		private Duration idleTimeout = Duration.ZERO;

		private HostResolver resolver = HostResolver.SYSTEM;

		private ServerIdentityCheck identityCheck = ServerIdentityCheck.STANDARD;

		private List<TlsObserver> observers = List.of();

		private List<TlsPipelineCustomizer> pipelineCustomizers = List.of();

		private Builder(TlsTransport transport, SecureContext context) {
			this.transport = transport;
			this.context = context;
		}

		/**
		 * Set the name that meters and events know the client by.
		 * @param name the name; {@code default} unless set
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = Objects.requireNonNull(name, "name");
			return this;
		}

		/**
		 * Set the host that {@link TlsClient#connect()} connects to.
		 * @param host a host name or IP address; {@code localhost} unless set
		 * @return this builder
		 */
		public Builder host(String host) {
			this.host = Objects.requireNonNull(host, "host");
			return this;
		}

		/**
		 * Set the port that {@link TlsClient#connect()} connects to.
		 * @param port the port, 0 for none
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Set the name that servers are asked for and have to prove, in place of the
		 * host.
		 * @param servername the name, or {@code null} for the host
		 * @return this builder
		 * @throws TlsConfigurationException if it is an IP address
		 */
		public Builder servername(@Nullable String servername) {
			this.servername = ConnectOptions.checkServername(servername);
			return this;
		}

		/**
		 * Set how long a connection may take to be there: the look-up of the host,
		 * addresses tried in turn and a proxy's answer included.
		 * @param connectTimeout the time; zero for no limit, 30 s unless set
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set how long a handshake may take, from the TCP connection on.
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
		 * Set who finds the addresses of hosts.
		 * @param resolver the resolver; {@link HostResolver#SYSTEM} unless set
		 * @return this builder
		 */
		public Builder resolver(HostResolver resolver) {
			this.resolver = Objects.requireNonNull(resolver, "resolver");
			return this;
		}

		/**
		 * Set who checks that a server's certificate is for the host, unless the options
		 * of a connection say otherwise.
		 * @param identityCheck the check; {@link ServerIdentityCheck#STANDARD} unless set
		 * @return this builder
		 */
		public Builder checkServerIdentity(ServerIdentityCheck identityCheck) {
			this.identityCheck = Objects.requireNonNull(identityCheck, "identityCheck");
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
		 * Make the client.
		 * @return the client
		 * @throws TlsConfigurationException if the context cannot work on a client
		 */
		public TlsClient build() {
			this.context.engineContext(Role.CLIENT);
			return new TlsClient(this);
		}

	}

}
