package dev.tlsboot.transport;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.util.internal.PlatformDependent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Netty has of one kind of transport.
 *
 * @param kind which kind; never {@link TransportKind#AUTO}
 * @param ioHandlers what event loops are made with
 * @param server accepts TCP connections
 * @param client connects by TCP
 * @param domainServer accepts connections to a Unix domain socket
 * @param domainClient connects to one
 * @param domainAddress makes the address of one
 */
record ChannelTypes(TransportKind kind, IoHandlerFactory ioHandlers, Class<? extends ServerChannel> server,
		Class<? extends Channel> client, Class<? extends ServerChannel> domainServer,
		Class<? extends Channel> domainClient, Function<Path, SocketAddress> domainAddress) {

	private static final Logger logger = LoggerFactory.getLogger(TlsTransport.class);

	private static final List<TransportKind> NATIVE = List.of(TransportKind.EPOLL, TransportKind.KQUEUE,
			TransportKind.IO_URING);

	static ChannelTypes of(TransportKind kind) {
		return switch (kind) {
			case AUTO -> auto();
			case NIO -> NioChannels.types();
			case EPOLL, IO_URING, KQUEUE -> named(kind);
		};
	}

	private static ChannelTypes auto() {
		for (TransportKind kind : NATIVE) {
			try {
				return load(kind);
			}
			catch (UnavailableException | LinkageError ex) {
				logger.debug("Transport '{}' cannot be had here: {}", kind.optionValue(), ex.toString());
			}
		}
		return NioChannels.types();
	}

	private static ChannelTypes named(TransportKind kind) {
		try {
			return load(kind);
		}
		catch (NoClassDefFoundError ex) {
			throw unavailable(kind, "Netty's module for it is not on the class path.", ex);
		}
		catch (UnavailableException | LinkageError ex) {
			throw unavailable(kind, "It does not load on " + PlatformDependent.normalizedOs() + " "
					+ PlatformDependent.normalizedArch() + ": " + reason(ex) + ".", ex);
		}
	}

	private static ChannelTypes load(TransportKind kind) {
		return switch (kind) {
			case EPOLL -> EpollChannels.types();
			case IO_URING -> IoUringChannels.types();
			case KQUEUE -> KQueueChannels.types();
			case AUTO, NIO -> throw new IllegalArgumentException(kind.toString());
		};
	}

	private static String reason(Throwable thrown) {
		Throwable deepest = thrown;
		while (deepest.getCause() != null) {
			deepest = deepest.getCause();
		}
		return String.valueOf(deepest.getMessage());
	}

	private static TlsConfigurationException unavailable(TransportKind kind, String message, Throwable cause) {
		return new TlsConfigurationException("transport", kind.optionValue(), message, "Add io.netty:" + kind.module()
				+ " with the classifier of this machine, as in linux-x86_64, or use transport 'nio'.", cause);
	}

	/**
	 * A module that is there and says itself that it cannot work.
	 */
	static final class UnavailableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnavailableException(Throwable cause) {
			super(cause);
		}

	}

}
