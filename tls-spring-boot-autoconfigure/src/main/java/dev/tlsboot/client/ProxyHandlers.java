package dev.tlsboot.client;

import java.net.SocketAddress;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import org.jspecify.annotations.Nullable;

/**
 * Netty's handlers for proxies. Apart from the others, because they may be missing.
 */
final class ProxyHandlers {

	private ProxyHandlers() {
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
	 * @param handler the handler, which has been added to its channel
	 * @param connected gets {@code null}, or why the proxy has not
	 */
	static void whenConnected(ChannelHandler handler, Consumer<@Nullable Throwable> connected) {
		((ProxyHandler) handler).connectFuture().addListener((done) -> connected.accept(done.cause()));
	}

}
