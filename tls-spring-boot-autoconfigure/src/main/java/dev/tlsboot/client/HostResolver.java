package dev.tlsboot.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a host.
 */
@FunctionalInterface
public interface HostResolver {

	/**
	 * The JVM's own, which asks the operating system.
	 */
	HostResolver SYSTEM = (host) -> List.of(InetAddress.getAllByName(host));

	/**
	 * Find the addresses of a host. May block: it is called on a thread for such look-ups
	 * only.
	 * @param host a host name in its ASCII form; never an IP address
	 * @return the addresses, by preference
	 * @throws UnknownHostException if there is none
	 */
	List<InetAddress> resolve(String host) throws UnknownHostException;

}
