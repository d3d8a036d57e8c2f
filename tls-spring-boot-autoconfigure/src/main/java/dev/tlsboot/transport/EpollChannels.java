package dev.tlsboot.transport;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * Linux's epoll. Apart from the others, because its classes may be missing.
 */
final class EpollChannels {

	private EpollChannels() {
	}

	static ChannelTypes types() {
		Throwable cause = Epoll.unavailabilityCause();
		if (cause != null) {
			throw new ChannelTypes.UnavailableException(cause);
		}
		return new ChannelTypes(TransportKind.EPOLL, EpollIoHandler.newFactory(), EpollServerSocketChannel.class,
				EpollSocketChannel.class, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class,
				(path) -> new DomainSocketAddress(path.toFile()));
	}

}
