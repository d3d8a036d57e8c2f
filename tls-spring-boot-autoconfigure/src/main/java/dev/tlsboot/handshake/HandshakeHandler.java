package dev.tlsboot.handshake;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import javax.net.ssl.SSLEngine;

import dev.tlsboot.TlsAttempt;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.engine.ConnectionParameters;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationGuard;
import dev.tlsboot.stream.ChannelCleartextStream;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.ConnectionInfo;
import dev.tlsboot.transport.DelegatedTasks;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the handshake, within its time, and decides whether the peer is let in. As
 * long as there is no TLS handler in front of it, it gets a client's ClientHello. On
 * success it leaves its place in the pipeline to the stream. Ends in exactly one success
 * or one failure.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

	static final String NAME = "handshake";

	/**
	 * What a peer may send until it is let in. A ClientHello of 64 KiB in records of one
	 * byte each fits, and so does what an eager client sends behind its handshake in the
	 * same breath.
	 */
	private static final long MAXIMUM_BYTES = 1024 * 1024;

	private final ConnectionSettings settings;

	private final WireHandler wire;

	private final ServerIdentityCheck identityCheck;

	private @Nullable ChannelHandlerContext ctx;

	// until it is known which rules a client's handshake goes by
	private @Nullable ClientHelloReader clientHello;

	private @Nullable PeerAssessment assessment;

	private @Nullable RenegotiationGuard guard;

	private @Nullable Renegotiations renegotiations;

	private @Nullable StoredSession session;

	private final long startMillis = System.currentTimeMillis();

	private final long startNanos = System.nanoTime();

	private TlsAttempt attempt = TlsAttempt.UNOBSERVED;

	private @Nullable Future<?> timeout;

	private boolean done;

	HandshakeHandler(ConnectionSettings settings, WireHandler wire, ServerIdentityCheck identityCheck) {
		this.settings = settings;
		this.wire = wire;
		this.identityCheck = identityCheck;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		if (this.settings.role() == Role.SERVER) {
			// a client's began when it was told to connect
			this.attempt = this.settings.observer().attempt(this.settings.endpoint());
		}
		this.wire.limit(MAXIMUM_BYTES, () -> fail(ctx, new TlsHandshakeException(FailureReason.OTHER,
				"The peer sent more than " + MAXIMUM_BYTES + " bytes before the handshake was done", null)));
		Duration limit = this.settings.handshakeTimeout();
		if (!limit.isZero()) {
			this.timeout = ctx.executor().schedule(() -> timedOut(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Begin the handshake when the client has said whom it wants.
	 */
	void awaitClientHello(ServerContexts contexts) {
		this.clientHello = new ClientHelloReader(contexts, this, this.wire);
	}

	/**
	 * Begin the handshake, now that it is known with whom and by which rules.
	 */
	void begin(SecureContext context, ConnectionParameters parameters) {
		EngineContext engineContext = context.engineContext(this.settings.role());
		PeerAssessment assessment = new PeerAssessment(context, engineContext, this.settings.role(),
				parameters.peerName(), this.identityCheck);
		Renegotiations renegotiations = new Renegotiations(this.settings, assessment, this.startMillis);
		this.assessment = assessment;
		this.renegotiations = renegotiations;
		if (this.settings.role() == Role.SERVER) {
			this.guard = new RenegotiationGuard(this.settings.renegotiation(), renegotiations, engineContext::refused);
		}
		ChannelHandlerContext ctx = Objects.requireNonNull(this.ctx);
		Executor tasks = (this.guard != null) ? this.settings.tasks().executor(ctx.channel())
				: ImmediateExecutor.INSTANCE;
		engineContext.addBefore(ctx, parameters, this::watch, tasks);
		this.clientHello = null;
	}

	private SSLEngine watch(SSLEngine engine) {
		return (this.guard != null) ? this.guard.watch(engine) : engine;
	}

	/**
	 * Tell what becomes of a session out of a store, or for one, once it is known.
	 */
	void uses(StoredSession session) {
		this.session = session;
	}

	boolean isPending() {
		return !this.done;
	}

	/**
	 * Refuse the peer before its handshake has begun.
	 */
	void refuse(TlsHandshakeException failure) {
		fail(Objects.requireNonNull(this.ctx), failure);
	}

	private void timedOut(ChannelHandlerContext ctx) {
		String limit = this.settings.handshakeTimeout().toMillis() + " ms";
		if (this.session != null && this.session.isAwaited()) {
			fail(ctx, new TlsHandshakeException(FailureReason.SESSION_STORE,
					"The session store did not answer within " + limit, null));
			return;
		}
		fail(ctx, new TlsHandshakeException(FailureReason.TIMEOUT, "The handshake was not done within " + limit, null));
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslHandshakeCompletionEvent completion) {
			if (completion.isSuccess()) {
				succeed(ctx);
			}
			else {
				fail(ctx, HandshakeFailures.of(completion.cause()));
			}
		}
		else if (event == ChannelInputShutdownEvent.INSTANCE) {
			peerClosed(ctx);
		}
		else {
			ctx.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (this.clientHello != null && isPending()) {
			this.clientHello.read(ctx, (ByteBuf) message);
		}
		else {
			// nothing in clear is meant for anyone before the verdict, or after a refusal
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		fail(ctx, HandshakeFailures.of(cause));
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		if (this.clientHello != null) {
			this.clientHello.release();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		peerClosed(ctx);
	}

	private void peerClosed(ChannelHandlerContext ctx) {
		fail(ctx, new TlsHandshakeException(FailureReason.PEER_CLOSED,
				"The peer closed the connection before the handshake was done", null));
	}

	private void succeed(ChannelHandlerContext ctx) {
		if (this.done) {
			return;
		}
		SslHandler tls = ctx.pipeline().get(SslHandler.class);
		PeerAssessment assessment = Objects.requireNonNull(this.assessment);
		ConnectionInfo info;
		try {
			boolean asked = this.settings.role() == Role.CLIENT || assessment.context().requestCert();
			info = assessment.assess(tls.engine(), this.startMillis, asked);
		}
		catch (TlsHandshakeException ex) {
			fail(ctx, ex);
			return;
		}
		finish();
		Channel channel = ctx.channel();
		this.settings.figures().secured(channel);
		DelegatedTasks tasks = this.settings.tasks();
		this.wire.whenRead(() -> tasks.inUse(channel));
		ChannelCleartextStream stream = new ChannelCleartextStream(channel, tls, assessment.engineContext(), info,
				this.wire, this.guard, tellClosed(this.settings, this.startNanos));
		Objects.requireNonNull(this.renegotiations).follow(stream, tls);
		stream.install(this.settings.customizers());
		ctx.pipeline().remove(this);
		if (this.session != null) {
			this.session.secured(stream, this.settings, channel.eventLoop());
			// or it would stay in memory as long as the connection lives
			this.session = null;
		}
		this.settings.observer().secured(this.settings.endpoint(), stream, elapsed());
		this.attempt.ended(stream, null);
		try {
			this.settings.secured().accept(stream);
		}
		catch (Throwable ex) {
			stream.destroy(ex);
		}
		stream.begin();
	}

	private void fail(ChannelHandlerContext ctx, TlsHandshakeException failure) {
		if (this.done) {
			return;
		}
		finish();
		if (failure.reason() != FailureReason.PEER_CLOSED && failure.reason() != FailureReason.TIMEOUT) {
			this.wire.lingerOnClose();
			HandshakeFailures.certificateAlert(failure).ifPresent(this.wire::fittingAlert);
		}
		if (this.session != null) {
			this.session.failed(failure, this.settings);
		}
		SocketAddress peer = ctx.channel().remoteAddress();
		this.settings.observer().handshakeFailed(this.settings.endpoint(), failure, peer, elapsed());
		this.attempt.ended(null, failure);
		try {
			this.settings.failed().accept(failure);
		}
		finally {
			ctx.close();
		}
	}

	private void finish() {
		this.done = true;
		this.wire.noLimit();
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	/**
	 * Tell observers of the end of a connection. Without this handler, which would stay
	 * in memory as long as the connection lives.
	 */
	private static BiConsumer<CleartextStream, @Nullable Throwable> tellClosed(ConnectionSettings settings,
			long startNanos) {
		return (stream, error) -> settings.observer().closed(settings.endpoint(), stream, since(startNanos), error);
	}

	private Duration elapsed() {
		return since(this.startNanos);
	}

	private static Duration since(long startNanos) {
		return Duration.ofNanos(System.nanoTime() - startNanos);
	}

}
