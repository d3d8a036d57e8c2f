package dev.tlsboot.transport;

import java.net.UnixDomainSocketAddress;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The JDK's selectors.
 */
final class NioChannels {

	private NioChannels() {
	}

	static ChannelTypes types() {
		return new ChannelTypes(TransportKind.NIO, NioIoHandler.newFactory(), NioServerSocketChannel.class,
				NioSocketChannel.class, NioServerDomainSocketChannel.class, NioDomainSocketChannel.class,
				UnixDomainSocketAddress::of);
	}

}
