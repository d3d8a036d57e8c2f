package dev.tlsboot.trust;

import java.net.IDN;
import java.util.Locale;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Names and addresses of hosts as text: how they are made comparable, and when a name in
 * a certificate stands for one (RFC 9525, section 6.3).
 */
final class HostNames {

	private HostNames() {
	}

	/**
	 * Return a host name in ASCII and lower case and without the dot of the root.
	 * @return the name, or {@code null} if it is none
	 */
	static @Nullable String normalize(String host) {
		try {
			String ascii = withoutRoot(IDN.toASCII(host, IDN.ALLOW_UNASSIGNED)).toLowerCase(Locale.ROOT);
			return isPlain(ascii) ? ascii : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Return the bytes of an IP address, which may be in brackets and name a zone.
	 * @return 4 or 16 bytes, or {@code null} if it is no address
	 */
	static byte @Nullable [] address(String text) {
		String address = (text.startsWith("[") && text.endsWith("]")) ? text.substring(1, text.length() - 1)
				: withoutRoot(text);
		int zone = address.indexOf('%');
		boolean zoned = zone >= 0 && address.indexOf(':') >= 0;
		return NetUtil.createByteArrayFromIpAddressString(zoned ? address.substring(0, zone) : address);
	}

	/**
	 * Return whether a name in a certificate is that of a host. A wildcard stands for one
	 * whole label, the left-most, and needs at least two others.
	 * @param presented the name in the certificate
	 * @param host the host, normalized
	 */
	static boolean matches(String presented, String host) {
		String pattern = withoutRoot(presented).toLowerCase(Locale.ROOT);
		if (!pattern.startsWith("*.")) {
			return isPlain(pattern) && pattern.equals(host);
		}
		String parent = pattern.substring(2);
		int firstDot = host.indexOf('.');
		return isPlain(parent) && parent.indexOf('.') > 0 && firstDot > 0
				&& host.substring(firstDot + 1).equals(parent);
	}

	/**
	 * Return whether a name has labels only and no trick in it: no NUL, blank or
	 * wildcard, nothing that is not ASCII.
	 */
	static boolean isPlain(String name) {
		return !name.isEmpty() && !name.startsWith(".") && !name.endsWith(".") && !name.contains("..")
				&& name.chars().allMatch((each) -> each > ' ' && each < 0x7F && each != '*');
	}

	private static String withoutRoot(String name) {
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

}
