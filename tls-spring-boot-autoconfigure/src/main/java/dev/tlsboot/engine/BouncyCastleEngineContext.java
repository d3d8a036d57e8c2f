package dev.tlsboot.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.engine.bc.BouncyCastleServer;
import dev.tlsboot.renegotiation.RenegotiationKind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Connections of servers on Bouncy Castle.
 */
final class BouncyCastleEngineContext implements EngineContext {

	private final BouncyCastleTlsEngine engine;

	private final BouncyCastleServer server;

	private final EngineOptions options;

	BouncyCastleEngineContext(BouncyCastleTlsEngine engine, BouncyCastleServer server, EngineOptions options) {
		this.engine = engine;
		this.server = server;
		this.options = options;
		ContextBuilders.checkCiphers(server.suites(), options);
	}

	@Override
	public TlsEngine engine() {
		return this.engine;
	}

	@Override
	public List<CipherSuite> ciphers() {
		return ContextBuilders.ciphers(this.server.suites(), this.options);
	}

	@Override
	public void addBefore(ChannelHandlerContext neighbour, ConnectionParameters parameters,
			UnaryOperator<SSLEngine> watch, Executor tasks) {
		TlsHandlers.addBefore(neighbour, new SslHandler(watch.apply(newEngine(parameters))));
	}

	private SSLEngine newEngine(ConnectionParameters parameters) {
		String servername = parameters.peerName();
		String applicationProtocol = parameters.applicationProtocol();
		SessionHandover sessions = parameters.sessions();
		if (sessions != null) {
			return this.server.newEngine(servername, applicationProtocol, sessions::found, sessions::created);
		}
		// whose sessions belong into a store keeps none beside it
		return this.options.sessions().external()
				? this.server.newEngine(servername, applicationProtocol, () -> null, (id, session) -> {
				}) : this.server.newEngine(servername, applicationProtocol);
	}

	@Override
	public boolean resumed(SSLEngine engine, long startMillis) {
		return BouncyCastleServer.resumed(engine.getSession());
	}

	/**
	 * As TLS 1.2 wants it (RFC 5246, section 7.2.1), our side is closed with the peer's.
	 */
	@Override
	public boolean halfClose(SSLSession session) {
		return session.getProtocol().equals("TLSv1.3");
	}

	@Override
	public @Nullable String alpnProtocol(SSLEngine engine) {
		String protocol = engine.getApplicationProtocol();
		return (protocol == null || protocol.isEmpty()) ? null : protocol;
	}

	@Override
	public Optional<RenegotiationKind> refused(Throwable error) {
		return BouncyCastleServer.refusedRenegotiation(error) ? Optional.of(RenegotiationKind.RENEGOTIATION)
				: Optional.empty();
	}

}
