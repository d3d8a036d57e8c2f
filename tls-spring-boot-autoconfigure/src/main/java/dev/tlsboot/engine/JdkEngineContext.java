package dev.tlsboot.engine;

import java.net.IDN;
import java.util.List;
import java.util.function.UnaryOperator;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Connections on the JDK's own TLS.
 */
final class JdkEngineContext implements EngineContext {

	private final SslContext context;

	private final Role role;

	private final boolean honorCipherOrder;

	JdkEngineContext(SslContext context, Role role, boolean honorCipherOrder) {
		this.context = context;
		this.role = role;
		this.honorCipherOrder = honorCipherOrder;
	}

	@Override
	public SslHandler newHandler(ByteBufAllocator allocator, @Nullable String peerName, int peerPort,
			UnaryOperator<SSLEngine> watch) {
		SSLEngine engine;
		if (this.role == Role.CLIENT) {
			engine = this.context.newEngine(allocator, peerName, peerPort);
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setServerNames(serverNames(peerName));
			engine.setSSLParameters(parameters);
		}
		else {
			engine = this.context.newEngine(allocator);
			// JSSE honours the server's order by default
			if (!this.honorCipherOrder) {
				SSLParameters parameters = engine.getSSLParameters();
				parameters.setUseCipherSuitesOrder(false);
				engine.setSSLParameters(parameters);
			}
		}
		SslHandler handler = new SslHandler(watch.apply(engine));
		handler.setHandshakeTimeoutMillis(0);
		return handler;
	}

	/**
	 * RFC 6066, section 3: no IP addresses, no trailing dot, the ASCII form.
	 */
	private static List<SNIServerName> serverNames(@Nullable String peerName) {
		if (peerName == null || peerName.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(peerName)) {
			return List.of();
		}
		String name = peerName.endsWith(".") ? peerName.substring(0, peerName.length() - 1) : peerName;
		return name.isEmpty() ? List.of() : List.of(new SNIHostName(IDN.toASCII(name)));
	}

	/**
	 * A session is made in its full handshake, and keeps that time when it is resumed,
	 * out of the cache or out of a ticket.
	 */
	@Override
	public boolean resumed(SSLSession session, long startMillis) {
		return session.getCreationTime() < startMillis;
	}

	/**
	 * With TLS 1.2 and older JSSE answers {@code close_notify} at once, and writes no
	 * more.
	 */
	@Override
	public boolean halfClose(SSLSession session) {
		return session.getProtocol().equals("TLSv1.3");
	}

}
