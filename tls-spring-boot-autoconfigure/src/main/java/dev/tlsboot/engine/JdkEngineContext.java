package dev.tlsboot.engine;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.StandardConstants;

import dev.tlsboot.cipher.CipherSuite;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Connections on the JDK's own TLS.
 */
final class JdkEngineContext implements EngineContext {

	// JSSE binds sessions to their server name only where there is a matcher
	private static final List<SNIMatcher> ANY_NAME = List.of(new AnyNameMatcher());

	/**
	 * A client that asks for no name would resume a session of any. But JSSE keeps those
	 * apart that were made under different endpoint identifications, which mean nothing
	 * else on a server.
	 */
	private static final String NO_NAME = "none";

	private final SSLContext context;

	private final SSLSessionContext sessions;

	private final List<CipherSuite> ciphers;

	private final String[] enabledCiphers;

	private final String[] enabledProtocols;

	private final EngineOptions options;

	private final Role role;

	/**
	 * Create a context.
	 * @param context makes the connections; nobody else uses it
	 * @param ciphers the cipher suites by preference, under their standard names
	 * @param options what connections shall be like
	 * @param role which side of them is ours
	 */
	JdkEngineContext(SSLContext context, List<String> ciphers, EngineOptions options, Role role) {
		this.context = context;
		this.ciphers = ContextBuilders.ciphers(ciphers, options);
		this.enabledCiphers = ciphers.toArray(String[]::new);
		this.enabledProtocols = options.protocols().toArray(String[]::new);
		this.options = options;
		this.role = role;
		this.sessions = (role == Role.CLIENT) ? context.getClientSessionContext() : context.getServerSessionContext();
		if (options.sessions().cacheSize() > 0) {
			this.sessions.setSessionCacheSize(options.sessions().cacheSize());
		}
		this.sessions.setSessionTimeout((int) Math.min(options.sessions().timeout().toSeconds(), Integer.MAX_VALUE));
	}

	@Override
	public TlsEngine engine() {
		return JdkTlsEngine.INSTANCE;
	}

	@Override
	public List<CipherSuite> ciphers() {
		return this.ciphers;
	}

	@Override
	public void prepareToVerify() {
		this.options.trust().prepare();
	}

	@Override
	public void addBefore(ChannelHandlerContext neighbour, ConnectionParameters parameters,
			UnaryOperator<SSLEngine> watch, Executor tasks) {
		SSLEngine engine = (this.role == Role.CLIENT)
				? this.context.createSSLEngine(parameters.peerName(), parameters.peerPort())
				: this.context.createSSLEngine();
		engine.setUseClientMode(this.role == Role.CLIENT);
		engine.setEnabledProtocols(this.enabledProtocols);
		engine.setEnabledCipherSuites(this.enabledCiphers);
		if (this.role == Role.CLIENT) {
			adjustClient(engine, parameters);
		}
		else {
			engine.setSSLParameters(serverParameters(parameters));
		}
		TlsHandlers.addBefore(neighbour, new SslHandler(watch.apply(engine), tasks));
	}

	private void adjustClient(SSLEngine engine, ConnectionParameters parameters) {
		SSLParameters sslParameters = engine.getSSLParameters();
		sslParameters.setServerNames(ServerNames.toSend(parameters.peerName()));
		sslParameters.setApplicationProtocols(this.options.alpnProtocols().toArray(String[]::new));
		NamedGroups.set(sslParameters, this.options.groups());
		engine.setSSLParameters(sslParameters);
	}

	/**
	 * Return what there is to say of one connection. Suites and protocols are left out:
	 * the engine has them already, and would check them name by name.
	 */
	private SSLParameters serverParameters(ConnectionParameters parameters) {
		SSLParameters sslParameters = new SSLParameters();
		sslParameters.setUseCipherSuitesOrder(this.options.honorCipherOrder());
		switch (this.options.clientCertificate()) {
			case REQUESTED -> sslParameters.setWantClientAuth(true);
			case REQUIRED -> sslParameters.setNeedClientAuth(true);
			case NOT_REQUESTED -> sslParameters.setNeedClientAuth(false);
		}
		if (parameters.peerName() != null) {
			sslParameters.setSNIMatchers(ANY_NAME);
		}
		else {
			sslParameters.setEndpointIdentificationAlgorithm(NO_NAME);
		}
		String selected = parameters.applicationProtocol();
		if (selected != null) {
			sslParameters.setApplicationProtocols(new String[] { selected });
		}
		NamedGroups.set(sslParameters, this.options.groups());
		return sslParameters;
	}

	@Override
	public boolean made(SSLSession session) {
		return session.getSessionContext() == this.sessions;
	}

	/**
	 * A session is made in its full handshake, and keeps that time when it is resumed,
	 * out of the cache or out of a ticket.
	 */
	@Override
	public boolean resumed(SSLEngine engine, long startMillis) {
		return engine.getSession().getCreationTime() < startMillis;
	}

	/**
	 * With TLS 1.2 and older JSSE answers {@code close_notify} at once, and writes no
	 * more.
	 */
	@Override
	public boolean halfClose(SSLSession session) {
		return session.getProtocol().equals("TLSv1.3");
	}

	@Override
	public byte[] exportKeyingMaterial(SSLEngine engine, String label, byte @Nullable [] context, int length) {
		return KeyingMaterial.export(engine.getSession(), label, context, length)
			.orElseGet(() -> EngineContext.super.exportKeyingMaterial(engine, label, context, length));
	}

	@Override
	public @Nullable String alpnProtocol(SSLEngine engine) {
		String protocol = engine.getApplicationProtocol();
		return (protocol == null || protocol.isEmpty()) ? null : protocol;
	}

	private static final class AnyNameMatcher extends SNIMatcher {

		private AnyNameMatcher() {
			super(StandardConstants.SNI_HOST_NAME);
		}

		@Override
		public boolean matches(SNIServerName serverName) {
			return true;
		}

	}

}
