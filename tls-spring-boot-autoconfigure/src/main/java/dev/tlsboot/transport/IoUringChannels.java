package dev.tlsboot.transport;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * Linux's io_uring. Apart from the others, because its classes may be missing.
 */
final class IoUringChannels {

	private IoUringChannels() {
	}

	static ChannelTypes types() {
		Throwable cause = IoUring.unavailabilityCause();
		if (cause != null) {
			throw new ChannelTypes.UnavailableException(cause);
		}
		return new ChannelTypes(TransportKind.IO_URING, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class,
				IoUringSocketChannel.class, IoUringServerDomainSocketChannel.class, IoUringDomainSocketChannel.class,
				(path) -> new DomainSocketAddress(path.toFile()));
	}

}
