package dev.tlsboot.engine;

import java.net.IDN;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The server name that a client sends.
 */
final class ServerNames {

	private ServerNames() {
	}

	/**
	 * RFC 6066, section 3: no IP addresses, no trailing dot, the ASCII form.
	 */
	static List<SNIServerName> toSend(@Nullable String peerName) {
		if (peerName == null || peerName.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(peerName)) {
			return List.of();
		}
		String name = peerName.endsWith(".") ? peerName.substring(0, peerName.length() - 1) : peerName;
		return name.isEmpty() ? List.of() : List.of(new SNIHostName(IDN.toASCII(name)));
	}

}
