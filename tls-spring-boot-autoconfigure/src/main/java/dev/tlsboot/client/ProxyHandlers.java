package dev.tlsboot.client;

import java.net.SocketAddress;
import java.util.function.Consumer;

import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;

/**
 * Netty's handlers for proxies. Apart from the others, because they may be missing.
 */
final class ProxyHandlers {

	private ProxyHandlers() {
	}

	/**
	 * Complain unless there are such handlers.
	 */
	static void check(ProxyServer proxy) {
		try {
			Class.forName("io.netty.handler.proxy.ProxyHandler", false, ProxyHandlers.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new TlsConfigurationException("proxy", proxy.toString(),
					"Netty's module for proxies is not on the class path.", "Add io.netty:netty-handler-proxy.", ex);
		}
	}

	/**
	 * Return the handler of one connection. The time is limited by whoever connects.
	 * @param proxy the proxy
	 * @param address its address
	 */
	static ChannelHandler of(ProxyServer proxy, SocketAddress address) {
		String username = proxy.username();
		String password = proxy.password();
		ProxyHandler handler = switch (proxy.type()) {
			case HTTP -> (username != null && password != null) ? new HttpProxyHandler(address, username, password)
					: new HttpProxyHandler(address);
			case SOCKS5 -> new Socks5ProxyHandler(address, username, password);
		};
		handler.setConnectTimeoutMillis(0);
		return handler;
	}

	/**
	 * Wait until the proxy has connected.
	 * @param channel a channel with the handler
	 * @param connected gets {@code null}, or why the proxy has not
	 */
	static void whenConnected(Channel channel, Consumer<Throwable> connected) {
		channel.pipeline()
			.get(ProxyHandler.class)
			.connectFuture()
			.addListener((done) -> connected.accept(done.cause()));
	}

}
