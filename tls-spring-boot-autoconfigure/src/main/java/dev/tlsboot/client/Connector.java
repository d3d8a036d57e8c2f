package dev.tlsboot.client;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.handshake.ClearDialogue;
import dev.tlsboot.transport.TlsTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;

/**
 * Makes the transport of a connection, up to where TLS begins: TCP to a host, through a
 * proxy or not, or a Unix domain socket.
 *
 * @param transport event loops and buffers
 * @param resolver who knows the addresses of hosts
 * @param host the host to reach
 * @param port its port
 * @param options the rest
 * @param timeout how long it may take; zero for no limit
 */
record Connector(TlsTransport transport, HostResolver resolver, String host, int port, ConnectOptions options,
		Duration timeout) {

	/**
	 * Prepare a connection.
	 * @throws TlsConfigurationException if the module for proxies is missing
	 */
	Connector {
		ProxyServer proxy = options.proxy();
		if (proxy != null && options.path() == null) {
			checkThatThereAreHandlers(proxy);
		}
	}

	/**
	 * Connect.
	 * @return completes, on the channel's event loop, with a connected channel, or with
	 * why there is none
	 */
	CompletableFuture<Channel> connect() {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		Path path = this.options.path();
		if (path != null) {
			Bootstrap bootstrap = bootstrap().channel(this.transport.domainClientChannelType());
			return race(List.of(this.transport.domainAddress(path)), bootstrap, null, deadline);
		}
		ProxyServer proxy = this.options.proxy();
		return addresses(proxy).thenCompose((addresses) -> {
			Bootstrap bootstrap = bootstrap().channel(this.transport.clientChannelType())
				.option(ChannelOption.TCP_NODELAY, true)
				.option(ChannelOption.ALLOW_HALF_CLOSURE, true);
			return race(addresses, bootstrap, proxy, deadline);
		});
	}

	/**
	 * Here, and not where they are used: that class cannot even be loaded without them.
	 */
	private static void checkThatThereAreHandlers(ProxyServer proxy) {
		try {
			Class.forName("io.netty.handler.proxy.ProxyHandler", false, Connector.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new TlsConfigurationException("proxy", proxy.toString(),
					"Netty's module for proxies is not on the class path.", "Add io.netty:netty-handler-proxy.", ex);
		}
	}

	private CompletableFuture<List<InetSocketAddress>> addresses(@Nullable ProxyServer proxy) {
		CompletableFuture<List<InetSocketAddress>> found;
		if (proxy != null) {
			found = Addresses.find(proxy.host(), proxy.port(), this.resolver, this.transport.lookups());
		}
		else if (this.options.address() != null) {
			return CompletableFuture.completedFuture(List.of(new InetSocketAddress(this.options.address(), this.port)));
		}
		else {
			found = Addresses.find(this.host, this.port, this.resolver, this.transport.lookups());
		}
		if (found.isDone() || this.timeout.isZero()) {
			return found;
		}
		// a copy: the look-up itself cannot be hurried
		return found.copy().orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionallyCompose((error) -> {
			Throwable cause = (error instanceof TimeoutException)
					? new ConnectException("The host was not found within " + this.timeout.toMillis() + " ms") : error;
			return CompletableFuture.failedFuture(cause);
		});
	}

	private Bootstrap bootstrap() {
		return new Bootstrap().option(ChannelOption.ALLOCATOR, this.transport.allocator())
			// nothing is to be read before TLS, or a proxy's handler, is there to take it
			.option(ChannelOption.AUTO_READ, false)
			// the time of all attempts together counts
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			.resolver(NoopAddressResolverGroup.INSTANCE);
	}

	private CompletableFuture<Channel> race(List<? extends SocketAddress> addresses, Bootstrap bootstrap,
			@Nullable ProxyServer proxy, long deadline) {
		EventLoop loop = this.transport.eventLoops().next();
		long left = 0;
		if (!this.timeout.isZero()) {
			left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
		}
		Bootstrap onLoop = bootstrap.group(loop);
		return AddressRace.run(loop, addresses, (address) -> attempt(onLoop.clone(), proxy, address), left,
				"The connection was not there within " + this.timeout.toMillis() + " ms");
	}

	private ChannelFuture attempt(Bootstrap bootstrap, @Nullable ProxyServer proxy, SocketAddress address) {
		InetSocketAddress local = this.options.localAddress();
		if (proxy == null) {
			return bootstrap.handler(new Nothing()).connect(address, local);
		}
		ChannelHandler handler = ProxyHandlers.of(proxy, address);
		ChannelFuture connecting = bootstrap.handler(new Dialogue(handler)).connect(destination(), local);
		ChannelPromise through = connecting.channel().newPromise();
		connecting.addListener((connected) -> {
			if (!connected.isSuccess()) {
				through.tryFailure(connected.cause());
				return;
			}
			ProxyHandlers.whenConnected(handler, (error) -> {
				if (error != null) {
					through.tryFailure(error);
				}
				else {
					through.trySuccess();
				}
			});
		});
		return through;
	}

	/**
	 * What the proxy is asked for: it looks names up itself.
	 */
	private InetSocketAddress destination() {
		try {
			Optional<InetAddress> literal = Addresses.literal(this.host);
			return literal.isPresent() ? new InetSocketAddress(literal.get(), this.port)
					: InetSocketAddress.createUnresolved(Addresses.ascii(this.host), this.port);
		}
		catch (UnknownHostException ex) {
			return InetSocketAddress.createUnresolved(this.host, this.port);
		}
	}

	/**
	 * TLS takes over when the connection is there.
	 */
	private static final class Nothing extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
		}

	}

	/**
	 * A proxy that says more than its answer must not be taken for the server.
	 */
	private static final class Dialogue extends ChannelInitializer<Channel> {

		private final ChannelHandler handler;

		Dialogue(ChannelHandler handler) {
			this.handler = handler;
		}

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline().addLast(this.handler);
			ClearDialogue.watch(channel.pipeline());
		}

	}

}
