package dev.tlsboot.benchmark;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLException;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.engine.ConnectionParameters;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.engine.TlsEngine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateExecutor;

/**
 * What one writes by hand: Netty's TLS handler and an echo behind it.
 */
final class NettyServer {

	static final String THREADS = "bare-netty";

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory(THREADS, true), NioIoHandler.newFactory());

	private final Channel channel;

	NettyServer(String engine, Keys keys) {
		try {
			Consumer<ChannelHandlerContext> tls = tls(engine, keys);
			this.channel = new ServerBootstrap().group(this.eventLoops)
				.channel(NioServerSocketChannel.class)
				.childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
				.childOption(ChannelOption.TCP_NODELAY, true)
				.childHandler(new ChannelInitializer<>() {
					@Override
					protected void initChannel(Channel connection) {
						connection.pipeline().addLast(new Echo());
						tls.accept(connection.pipeline().lastContext());
					}
				})
				.bind("127.0.0.1", 0)
				.syncUninterruptibly()
				.channel();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what adds TLS in front of a handler.
	 */
	private static Consumer<ChannelHandlerContext> tls(String engine, Keys keys) throws SSLException {
		if (engine.equals("bouncycastle")) {
			// not in Netty: the same SSLEngine, with nothing around it
			EngineContext context = SecureContext.builder()
				.credentials(Credentials.of(List.of(new Identity(keys.key(), List.of(keys.certificates())))))
				.engine(TlsEngine.bouncyCastle())
				.build()
				.engineContext(Role.SERVER);
			return (handler) -> context.addBefore(handler, ConnectionParameters.server(null, null),
					UnaryOperator.identity(), ImmediateExecutor.INSTANCE);
		}
		SslContext context = SslContextBuilder.forServer(keys.key(), keys.certificates())
			.sslProvider(engine.equals("openssl") ? SslProvider.OPENSSL : SslProvider.JDK)
			.protocols("TLSv1.3", "TLSv1.2")
			.build();
		return (handler) -> handler.pipeline().addFirst(context.newHandler(handler.alloc()));
	}

	int port() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	void close() {
		this.channel.close().syncUninterruptibly();
		this.eventLoops.shutdownGracefully().syncUninterruptibly();
	}

	private static final class Echo extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ctx.write(message, ctx.voidPromise());
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext ctx) {
			ctx.flush();
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			// a close_notify wants one in return (RFC 8446, section 6.1)
			if (event instanceof SslCloseCompletionEvent) {
				ctx.close();
			}
		}

	}

}
