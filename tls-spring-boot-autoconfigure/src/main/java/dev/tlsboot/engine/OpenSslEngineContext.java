package dev.tlsboot.engine;

import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.renegotiation.RenegotiationKind;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Connections on BoringSSL. Nothing is put between handler and engine: the handler deals
 * with this engine's buffers in ways of its own, which are faster. The engine reads
 * record by record, as those of the JDK do: a {@code close_notify} that came along with
 * data would shut our side before the data could be answered.
 */
final class OpenSslEngineContext implements EngineContext {

	private static final Cleaner CLEANER = Cleaner.create();

	private final OpenSslTlsEngine engine;

	private final ReferenceCountedOpenSslContext context;

	private final BoringSslKeyManager keys;

	private final Role role;

	private final boolean clientOrder;

	private final MessageDigest sessionIdContext;

	// the name that sessions of the next connection are bound to; empty for none
	private @Nullable String boundTo;

	private final boolean tickets;

	private @Nullable List<TicketKey> ticketKeys;

	private final List<CipherSuite> ciphers;

	private final boolean alpn;

	private final boolean npn;

	private final @Nullable NextProtocols nextProtocols;

	// if there are several to choose from
	private final @Nullable BoringSslKeyTypes keyTypes;

	OpenSslEngineContext(OpenSslTlsEngine engine, ReferenceCountedOpenSslContext context, BoringSslKeyManager keys,
			EngineOptions options, Role role) {
		this.engine = engine;
		this.context = context;
		this.keys = keys;
		this.role = role;
		this.clientOrder = role == Role.SERVER && !options.honorCipherOrder();
		this.sessionIdContext = sessionIdContext(options.sessions().idContext());
		this.tickets = options.sessions().tickets();
		this.ciphers = ContextBuilders.ciphers(context.cipherSuites(), options);
		this.alpn = !options.alpnProtocols().isEmpty();
		this.npn = !options.npnProtocols().isEmpty();
		this.nextProtocols = (role == Role.CLIENT && this.npn) ? new NextProtocols(context, options.npnProtocols())
				: null;
		this.keyTypes = BoringSslKeyTypes.differ(options.credentials().identities())
				? new BoringSslKeyTypes(this.ciphers, options.protocols()) : null;
		if (role == Role.SERVER && this.tickets) {
			this.context.sessionContext().setTicketKeys(ticketKeysOf(options.sessions().ticketKeys()));
		}
		// connections hold on to the context for themselves
		CLEANER.register(this, context::release);
	}

	/**
	 * Without any, BoringSSL makes keys of its own, and changes them every other day.
	 */
	private static OpenSslSessionTicketKey[] ticketKeysOf(List<TicketKey> keys) {
		return keys.stream()
			.map((key) -> new OpenSslSessionTicketKey(key.name(), key.hmacKey(), key.aesKey()))
			.toArray(OpenSslSessionTicketKey[]::new);
	}

	@Override
	public synchronized void ticketKeys(List<TicketKey> keys) {
		if (keys != this.ticketKeys) {
			this.context.sessionContext().setTicketKeys(ticketKeysOf(keys));
			this.ticketKeys = keys;
		}
	}

	@Override
	public TlsEngine engine() {
		return this.engine;
	}

	@Override
	public List<CipherSuite> ciphers() {
		return this.ciphers;
	}

	@Override
	public void addBefore(ChannelHandlerContext neighbour, ConnectionParameters parameters,
			UnaryOperator<SSLEngine> watch, Executor tasks) {
		boolean client = this.role == Role.CLIENT;
		SslHandler handler = client ? newClientHandler(neighbour.alloc(), parameters)
				: newServerHandler(neighbour.alloc(), parameters);
		ChannelPipeline pipeline = neighbour.pipeline();
		if (this.nextProtocols != null) {
			pipeline.addBefore(neighbour.name(), "npn", new NextProtocolHandler(this.nextProtocols, handler));
		}
		TlsHandlers.addBefore(neighbour, handler);
	}

	private SslHandler newClientHandler(ByteBufAllocator allocator, ConnectionParameters parameters) {
		SslHandler handler = newHandler((parameters.peerName() != null)
				? this.context.newEngine(allocator, parameters.peerName(), parameters.peerPort())
				: this.context.newEngine(allocator));
		SSLParameters sslParameters = handler.engine().getSSLParameters();
		sslParameters.setServerNames(ServerNames.toSend(parameters.peerName()));
		handler.engine().setSSLParameters(sslParameters);
		return handler;
	}

	private SslHandler newServerHandler(ByteBufAllocator allocator, ConnectionParameters parameters) {
		SslHandler handler;
		synchronized (this) {
			// a connection takes over what its context says at this moment
			bindSessionsTo(Objects.requireNonNullElse(parameters.peerName(), ""));
			handler = newHandler(this.context.newEngine(allocator));
		}
		String keyType = (this.keyTypes != null && parameters.offer() != null) ? this.keyTypes.only(parameters.offer())
				: null;
		if (keyType != null) {
			this.keys.restrict(handler.engine(), keyType);
		}
		if (!this.tickets) {
			// Netty's engine has just allowed them, for TLS 1.3
			SSL.setOptions(pointer(handler.engine()), SSL.SSL_OP_NO_TICKET);
		}
		if (this.clientOrder) {
			SSL.clearOptions(pointer(handler.engine()), SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
		}
		return handler;
	}

	/**
	 * Netty's own handlers have an engine that reads all records there are in one call.
	 * Where {@code close_notify} is among them, the engine is closed before anybody gets
	 * the data in front of it, and no answer to that can be written.
	 */
	private static SslHandler newHandler(SSLEngine recordByRecord) {
		return new SslHandler(recordByRecord);
	}

	private static MessageDigest sessionIdContext(@Nullable String configured) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(Objects.requireNonNullElse(configured, "").getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
			return digest;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Bind sessions to the name that the client asked for as well, which BoringSSL does
	 * not do by itself (RFC 6066, section 3; RFC 8446, section 4.6.1).
	 */
	private void bindSessionsTo(String servername) {
		if (servername.equals(this.boundTo)) {
			return;
		}
		try {
			MessageDigest digest = (MessageDigest) this.sessionIdContext.clone();
			((OpenSslServerSessionContext) this.context.sessionContext())
				.setSessionIdContext(digest.digest(servername.getBytes(StandardCharsets.UTF_8)));
			this.boundTo = servername;
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean made(SSLSession session) {
		return session.getSessionContext() == this.context.sessionContext();
	}

	@Override
	public boolean resumed(SSLEngine engine, long startMillis) {
		long ssl = pointer(engine);
		return ssl != 0 && SSL.isSessionReused(ssl);
	}

	/**
	 * Such a read is where an error of the peer's hides.
	 */
	@Override
	public void readNothing(SslHandler handler, ChannelHandlerContext tls) {
		if (this.role == Role.SERVER && !handler.engine().isInboundDone()) {
			PendingErrors.raise(handler, tls);
		}
	}

	/**
	 * Netty's engine closes both directions at the peer's {@code close_notify}.
	 */
	@Override
	public boolean halfClose(SSLSession session) {
		return false;
	}

	/**
	 * BoringSSL reads on after it has sent {@code close_notify}.
	 */
	@Override
	public boolean readsAfterEnd(SSLSession session) {
		return session.getProtocol().equals("TLSv1.3");
	}

	/**
	 * Netty's engine takes the end of our side for the end of both, and hands on nothing
	 * more. So BoringSSL is told without it; the next flush sends what that gave.
	 */
	@Override
	public Future<?> closeOutbound(SslHandler handler, ChannelHandlerContext behind) {
		ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) handler.engine();
		synchronized (engine) {
			long ssl = engine.sslPointer();
			if (ssl == 0 || engine.isOutboundDone() || !readsAfterEnd(engine.getSession())
					|| SSL.shutdownSSL(ssl) < 0) {
				return handler.closeOutbound();
			}
		}
		return behind.writeAndFlush(Unpooled.EMPTY_BUFFER);
	}

	@Override
	public @Nullable String alpnProtocol(SSLEngine engine) {
		long ssl = this.alpn ? pointer(engine) : 0;
		return (ssl != 0) ? SSL.getAlpnSelected(ssl) : null;
	}

	@Override
	public @Nullable String npnProtocol(SSLEngine engine) {
		long ssl = this.npn ? pointer(engine) : 0;
		return (ssl != 0) ? SSL.getNextProtoNegotiated(ssl) : null;
	}

	/**
	 * Return BoringSSL's connection, or 0 when it is gone: a peer may have ended both
	 * directions in the same breath as the handshake.
	 */
	private static long pointer(SSLEngine engine) {
		return ((ReferenceCountedOpenSslEngine) engine).sslPointer();
	}

	@Override
	public Optional<RenegotiationKind> refused(Throwable error) {
		String message = String.valueOf(error.getMessage());
		if (message.contains("NO_RENEGOTIATION")
				|| (error instanceof SSLHandshakeException && message.contains("renegotiation"))) {
			return Optional.of(RenegotiationKind.RENEGOTIATION);
		}
		return message.contains("TOO_MANY_KEY_UPDATES") ? Optional.of(RenegotiationKind.KEY_UPDATE) : Optional.empty();
	}

}
