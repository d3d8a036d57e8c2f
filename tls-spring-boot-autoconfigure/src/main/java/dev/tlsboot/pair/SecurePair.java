package dev.tlsboot.pair;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.context.SniContexts;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.handshake.ConnectionSettings;
import dev.tlsboot.handshake.EndpointFigures;
import dev.tlsboot.handshake.SecureConnection;
import dev.tlsboot.handshake.ServerPeer;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalAddress;
import org.jspecify.annotations.Nullable;

/**
 * TLS without a socket: an encrypted side, which is connected to whatever brings the
 * peer's bytes, and a cleartext side. Safe for use by several threads.
 */
public final class SecurePair {

	private static final SocketAddress NOWHERE = new LocalAddress("secure-pair");

	private final PairWire encrypted;

	private final CompletableFuture<CleartextStream> secure = new CompletableFuture<>();

	private SecurePair(PairWire encrypted) {
		this.encrypted = encrypted;
	}

	/**
	 * Create a pair: the reference's {@code createSecurePair}. A client made so asks for
	 * no name, and its peer has to prove none: see {@link Builder#servername}.
	 * @param transport event loops and buffers; they have to outlive the pair
	 * @param context keys, trust and policy, but for the next two
	 * @param isServer whether it is the server's side
	 * @param requestCert whether a server asks the client for a certificate
	 * @param rejectUnauthorized whether a peer that does not verify is refused
	 * @return the pair, whose handshake has begun
	 * @throws TlsConfigurationException if the context cannot work in that role
	 */
	public static SecurePair create(TlsTransport transport, SecureContext context, boolean isServer,
			boolean requestCert, boolean rejectUnauthorized) {
		Builder builder = builder(transport, context.with(requestCert, rejectUnauthorized));
		return (isServer ? builder.server() : builder).build();
	}

	/**
	 * Start a new pair, on the side of the client unless told otherwise.
	 * @param transport event loops and buffers; they have to outlive the pair
	 * @param context keys, trust and policy
	 * @return a builder
	 */
	public static Builder builder(TlsTransport transport, SecureContext context) {
		return new Builder(transport, context);
	}

	/**
	 * Create a pair for a server or client, which secures it as it does with its other
	 * connections.
	 * @param transport event loops and buffers
	 * @param localAddress the address of our end of what the pair will run over, or
	 * {@code null} if it has none
	 * @param remoteAddress the address of the peer, or {@code null}
	 * @param securing begins the handshake on the pair's channel, on its event loop
	 * @return the pair
	 */
	public static SecurePair of(TlsTransport transport, @Nullable SocketAddress localAddress,
			@Nullable SocketAddress remoteAddress, Function<Channel, CompletionStage<CleartextStream>> securing) {
		EventLoop loop = transport.eventLoops().next();
		PairWire wire = new PairWire(loop, transport.blocking());
		PairChannel channel = new PairChannel(wire, transport.allocator(),
				(localAddress != null) ? localAddress : NOWHERE, (remoteAddress != null) ? remoteAddress : NOWHERE);
		wire.attach(channel);
		SecurePair pair = new SecurePair(wire);
		loop.register(channel).addListener((registered) -> {
			if (!registered.isSuccess()) {
				pair.secure.completeExceptionally(registered.cause());
				return;
			}
			transport.closeAlong(channel);
			securing.apply(channel).whenComplete(pair::secured);
		});
		return pair;
	}

	private void secured(@Nullable CleartextStream cleartext, @Nullable Throwable error) {
		if (error != null) {
			this.secure.completeExceptionally(error);
		}
		else {
			this.secure.complete(cleartext);
		}
	}

	/**
	 * Return the side of the peer's bytes.
	 * @return the encrypted side
	 */
	public EncryptedStream encrypted() {
		return this.encrypted;
	}

	/**
	 * Return the side of the application.
	 * @return the cleartext side
	 * @throws IllegalStateException if the handshake is not done, or has failed
	 */
	public CleartextStream cleartext() {
		if (!this.secure.isDone() || this.secure.isCompletedExceptionally()) {
			throw new IllegalStateException("There is no cleartext before the handshake is done: see secure()");
		}
		return this.secure.join();
	}

	/**
	 * Wait for the handshake: the reference's event {@code secure}.
	 * @return completes on the pair's event loop with the cleartext side, which says
	 * whether the peer is authorized; or with a
	 * {@link dev.tlsboot.failure.TlsHandshakeException}
	 */
	public CompletionStage<CleartextStream> secure() {
		return this.secure.minimalCompletionStage();
	}

	/**
	 * Puts a {@link SecurePair} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final TlsTransport transport;

		private final SecureContext context;

		private Role role = Role.CLIENT;

		private @Nullable String servername;

		private Duration handshakeTimeout = Duration.ofSeconds(120);

		private RenegotiationPolicy renegotiation = RenegotiationPolicy.DEFAULT;

		private List<TlsObserver> observers = List.of();

		private Builder(TlsTransport transport, SecureContext context) {
			this.transport = transport;
			this.context = context;
		}

		/**
		 * Make it the server's side.
		 * @return this builder
		 */
		public Builder server() {
			this.role = Role.SERVER;
			return this;
		}

		/**
		 * Set the name that a client asks for, and that the server has to prove.
		 * @param servername a host name or IP address; {@code null}, as unless set, for
		 * none, which takes a context that lets in who does not verify
		 * @return this builder
		 */
		public Builder servername(@Nullable String servername) {
			this.servername = servername;
			return this;
		}

		/**
		 * Set how long the handshake may take.
		 * @param handshakeTimeout the time; zero for no limit, 120 s unless set
		 * @return this builder
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set how much a client may ask a server for after its handshake.
		 * @param renegotiation the limits; {@link RenegotiationPolicy#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder renegotiation(RenegotiationPolicy renegotiation) {
			this.renegotiation = renegotiation;
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
		 * Make the pair. Its handshake begins at once.
		 * @return the pair
		 * @throws TlsConfigurationException if the context cannot work in that role, or a
		 * client is to verify a server whose name it does not know
		 */
		public SecurePair build() {
			this.context.engineContext(this.role);
			if (this.role == Role.CLIENT && this.servername == null && this.context.rejectUnauthorized()) {
				throw new TlsConfigurationException("servername", null,
						"A client cannot verify a server whose name it does not know.",
						"Set the servername, or reject-unauthorized to false and look at the peer yourself.", null);
			}
			return of(this.transport, null, null, this::secure);
		}

		private CompletionStage<CleartextStream> secure(Channel channel) {
			CompletableFuture<CleartextStream> secured = new CompletableFuture<>();
			EndpointFigures figures = new EndpointFigures("secure-pair");
			TlsObserver observer = TlsObserver.of(this.observers);
			ConnectionSettings settings = new ConnectionSettings(figures, figures, this.role, observer,
					this.handshakeTimeout, this.renegotiation, Duration.ZERO, List.of(), this.transport.tasks(),
					secured::complete, secured::completeExceptionally);
			figures.enter(0);
			channel.closeFuture().addListener((closed) -> figures.leave());
			observer.connected(figures);
			if (this.role == Role.SERVER) {
				SecureConnection.accept(channel, settings, new ServerContexts(() -> this.context, SniContexts::new,
						null, false, (context) -> context.engineContext(Role.SERVER)));
			}
			else {
				SecureConnection.connect(channel, settings, this.context,
						new ServerPeer(this.servername, -1, ServerIdentityCheck.STANDARD));
			}
			return secured;
		}

	}

}
