package dev.tlsboot.client;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.netty.util.NetUtil;

/**
 * From the name of a host to the addresses to try.
 */
final class Addresses {

	private Addresses() {
	}

	/**
	 * Return the address that a host is written as.
	 * @param host a host name or IP address, which may be in brackets and name a zone
	 * @return the address, or empty for a name
	 * @throws UnknownHostException if it has a zone that does not exist here
	 */
	static Optional<InetAddress> literal(String host) throws UnknownHostException {
		String plain = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		return (NetUtil.isValidIpV4Address(plain) || NetUtil.isValidIpV6Address(plain))
				? Optional.of(InetAddress.getByName(plain)) : Optional.empty();
	}

	/**
	 * Return a host name as it is looked up (RFC 5890).
	 * @param host the name in Unicode or ASCII
	 * @throws UnknownHostException if it is no host name
	 */
	static String ascii(String host) throws UnknownHostException {
		try {
			return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
		}
		catch (IllegalArgumentException ex) {
			throw new UnknownHostException(host + ": it is no host name");
		}
	}

	/**
	 * Find the addresses of a host.
	 * @param host a host name or IP address
	 * @param port the port that they get
	 * @param resolver who knows names
	 * @param lookups runs the resolver
	 * @return completes with at least one address, in the order to try, or with an
	 * {@link UnknownHostException}
	 */
	static CompletableFuture<List<InetSocketAddress>> find(String host, int port, HostResolver resolver,
			Executor lookups) {
		try {
			Optional<InetAddress> literal = literal(host);
			if (literal.isPresent()) {
				return CompletableFuture.completedFuture(List.of(new InetSocketAddress(literal.get(), port)));
			}
			String name = ascii(host);
			return CompletableFuture.supplyAsync(() -> lookUp(name, port, resolver), lookups);
		}
		catch (UnknownHostException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static List<InetSocketAddress> lookUp(String name, int port, HostResolver resolver) {
		try {
			List<InetAddress> found = resolver.resolve(name);
			if (found.isEmpty()) {
				throw new UnknownHostException(name + ": it has no address");
			}
			return interleaved(found).stream().map((address) -> new InetSocketAddress(address, port)).toList();
		}
		catch (UnknownHostException ex) {
			throw new CompletionException(ex);
		}
	}

	/**
	 * One family that does not work must not hold up the other (RFC 8305, section 4).
	 */
	static List<InetAddress> interleaved(List<InetAddress> addresses) {
		boolean sixFirst = addresses.get(0) instanceof Inet6Address;
		Iterator<InetAddress> first = ofFamily(addresses, sixFirst);
		Iterator<InetAddress> second = ofFamily(addresses, !sixFirst);
		List<InetAddress> interleaved = new ArrayList<>();
		while (first.hasNext() || second.hasNext()) {
			if (first.hasNext()) {
				interleaved.add(first.next());
			}
			if (second.hasNext()) {
				interleaved.add(second.next());
			}
		}
		return interleaved;
	}

	private static Iterator<InetAddress> ofFamily(List<InetAddress> addresses, boolean six) {
		return addresses.stream().filter((address) -> address instanceof Inet6Address == six).iterator();
	}

}
