package dev.tlsboot.transport;

import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * The kqueue of macOS and BSD. Apart from the others, because its classes may be missing.
 */
final class KQueueChannels {

	private KQueueChannels() {
	}

	static ChannelTypes types() {
		Throwable cause = KQueue.unavailabilityCause();
		if (cause != null) {
			throw new ChannelTypes.UnavailableException(cause);
		}
		return new ChannelTypes(TransportKind.KQUEUE, KQueueIoHandler.newFactory(), KQueueServerSocketChannel.class,
				KQueueSocketChannel.class, KQueueServerDomainSocketChannel.class, KQueueDomainSocketChannel.class,
				(path) -> new DomainSocketAddress(path.toFile()));
	}

}
