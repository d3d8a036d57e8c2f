package dev.tlsboot.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.handshake.ConnectionSettings;
import dev.tlsboot.handshake.EndpointFigures;
import dev.tlsboot.handshake.SecureConnection;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import dev.tlsboot.transport.TlsTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/**
 * Connects to TLS servers. Made by a builder; safe for use by several threads.
 */
public final class TlsClient implements TlsEndpoint {

	private final Builder settings;

	private final EndpointFigures figures;

	private final TlsObserver observer;

	private volatile SecureContext context;

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
	 * Connect to the host and port that the client was made with.
	 * @return as {@link #connect(int, String)} says
	 * @throws TlsConfigurationException if it was made without a port
	 */
	public CompletionStage<CleartextStream> connect() {
		if (this.settings.port == 0) {
			throw new TlsConfigurationException("port", null, "The client has no port to connect to.",
					"Set the port, or call connect(port, host).", null);
		}
		return connect(this.settings.port, this.settings.host);
	}

	/**
	 * Connect to a server. The server's certificate has to be for the configured
	 * {@code servername}, or else for this host.
	 * @param port the port
	 * @param host the host name or IP address
	 * @return completes on the connection's event loop with the secured connection, which
	 * reads nothing until it is told who takes it; or with a
	 * {@link dev.tlsboot.failure.TlsHandshakeException}, or with the
	 * {@link java.io.IOException} that kept it from being connected
	 */
	public CompletionStage<CleartextStream> connect(int port, String host) {
		CompletableFuture<CleartextStream> connected = new CompletableFuture<>();
		ConnectionSettings connection = new ConnectionSettings(this, this.figures, Role.CLIENT, this.observer,
				this.settings.handshakeTimeout, RenegotiationPolicy.DEFAULT, this.settings.idleTimeout,
				this.settings.pipelineCustomizers, connected::complete, connected::completeExceptionally);
		String peerName = (this.settings.servername != null) ? this.settings.servername : host;
		Bootstrap bootstrap = new Bootstrap().group(this.settings.transport.eventLoops())
			.channel(this.settings.transport.clientChannelType())
			.option(ChannelOption.ALLOCATOR, this.settings.transport.allocator())
			.option(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.settings.connectTimeout.toMillis())
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					// the handshake's time begins when the connection is there
				}
			});
		bootstrap.connect(InetSocketAddress.createUnresolved(host, port)).addListener((done) -> {
			if (!done.isSuccess()) {
				connected.completeExceptionally(done.cause());
				return;
			}
			Channel channel = ((io.netty.channel.ChannelFuture) done).channel();
			this.figures.enter(0);
			channel.closeFuture().addListener((closed) -> this.figures.leave());
			this.observer.connected(this);
			SecureConnection.connect(channel, connection, this.context, peerName, port);
		});
		return connected;
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
		 */
		public Builder servername(@Nullable String servername) {
			this.servername = servername;
			return this;
		}

		/**
		 * Set how long a TCP connection may take to be there.
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
