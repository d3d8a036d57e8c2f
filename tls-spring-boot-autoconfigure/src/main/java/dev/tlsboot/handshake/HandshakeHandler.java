package dev.tlsboot.handshake;

import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.ChannelCleartextStream;
import dev.tlsboot.stream.CipherInfo;
import dev.tlsboot.stream.ConnectionInfo;
import dev.tlsboot.stream.PeerCertificate;
import dev.tlsboot.trust.AuthorizationError;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the handshake, within its time, and decides whether the peer is let in. On
 * success it leaves its place in the pipeline to the stream. Ends in exactly one success
 * or one failure.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

	private final ConnectionSettings settings;

	private final SecureContext context;

	private final SslHandler tls;

	private final WireHandler wire;

	private final @Nullable String peerName;

	private final long startMillis = System.currentTimeMillis();

	private final long startNanos = System.nanoTime();

	private @Nullable Future<?> timeout;

	private boolean done;

	HandshakeHandler(ConnectionSettings settings, SecureContext context, SslHandler tls, WireHandler wire,
			@Nullable String peerName) {
		this.settings = settings;
		this.context = context;
		this.tls = tls;
		this.wire = wire;
		this.peerName = peerName;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		Duration limit = this.settings.handshakeTimeout();
		if (!limit.isZero()) {
			this.timeout = ctx.executor().schedule(() -> timedOut(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private void timedOut(ChannelHandlerContext ctx) {
		fail(ctx, new TlsHandshakeException(FailureReason.TIMEOUT,
				"The handshake was not done within " + this.settings.handshakeTimeout().toMillis() + " ms", null));
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
		// nothing in clear is meant for anyone before the verdict, or after a refusal
		ReferenceCountUtil.release(message);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		fail(ctx, HandshakeFailures.of(cause));
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
		ConnectionInfo info;
		try {
			info = info();
		}
		catch (TlsHandshakeException ex) {
			fail(ctx, ex);
			return;
		}
		finish();
		Channel channel = ctx.channel();
		ChannelCleartextStream[] self = new ChannelCleartextStream[1];
		ChannelCleartextStream stream = new ChannelCleartextStream(channel, this.tls, info, this.wire,
				(error) -> this.settings.observer().closed(this.settings.endpoint(), self[0], elapsed(), error));
		self[0] = stream;
		ctx.pipeline().replace(this, "stream", stream);
		this.settings.observer().secured(this.settings.endpoint(), stream, elapsed());
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
		}
		SocketAddress peer = ctx.channel().remoteAddress();
		this.settings.observer().handshakeFailed(this.settings.endpoint(), failure, peer, elapsed());
		try {
			this.settings.failed().accept(failure);
		}
		finally {
			ctx.close();
		}
	}

	private void finish() {
		this.done = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

	private ConnectionInfo info() {
		SSLSession session = this.tls.engine().getSession();
		EngineContext engineContext = this.context.engineContext(this.settings.role());
		boolean resumed = engineContext.resumed(session, this.startMillis);
		List<X509Certificate> chain = chain(session);
		boolean asked = this.settings.role() == Role.CLIENT || this.context.requestCert();
		Optional<AuthorizationError> error = asked ? verdict(chain, resumed) : Optional.empty();
		if (error.isPresent() && this.context.rejectUnauthorized()) {
			throw new TlsHandshakeException(error.get().code().failureReason(),
					"The peer is not authorized: " + error.get().code() + " (" + error.get().message() + ")", null);
		}
		return new ConnectionInfo(asked && error.isEmpty(), error.orElse(null),
				chain.isEmpty() ? PeerCertificate.NONE : PeerCertificate.of(chain.get(0)),
				CipherInfo.of(session.getCipherSuite()), session.getProtocol(), servername(session), resumed,
				engineContext.halfClose(session));
	}

	/**
	 * In a full handshake the trust manager has refused who is to be refused. After a
	 * resumption nobody has looked at the certificate today.
	 */
	private Optional<AuthorizationError> verdict(List<X509Certificate> chain, boolean resumed) {
		if (!resumed && !chain.isEmpty() && this.context.rejectUnauthorized()) {
			return Optional.empty();
		}
		return (this.settings.role() == Role.CLIENT) ? this.context.verifier().verifyServer(chain, this.peerName)
				: this.context.verifier().verifyClient(chain);
	}

	private static List<X509Certificate> chain(SSLSession session) {
		try {
			List<X509Certificate> chain = new ArrayList<>();
			for (Certificate certificate : session.getPeerCertificates()) {
				chain.add((X509Certificate) certificate);
			}
			return chain;
		}
		catch (SSLPeerUnverifiedException ex) {
			return List.of();
		}
	}

	private @Nullable String servername(SSLSession session) {
		if (this.settings.role() == Role.CLIENT) {
			return this.peerName;
		}
		if (session instanceof ExtendedSSLSession extended) {
			for (SNIServerName name : extended.getRequestedServerNames()) {
				if (name instanceof SNIHostName host) {
					return host.getAsciiName();
				}
			}
		}
		return null;
	}

}
