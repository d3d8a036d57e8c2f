package dev.tlsboot.autoconfigure.actuate;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * How addresses of our own are shown.
 */
final class SocketAddresses {

	private SocketAddresses() {
	}

	/**
	 * Print an address without looking up its name.
	 */
	static @Nullable String print(@Nullable SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			return NetUtil.toSocketAddressString(inet);
		}
		return (address != null) ? address.toString() : null;
	}

}
