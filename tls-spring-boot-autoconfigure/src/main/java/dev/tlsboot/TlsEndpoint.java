package dev.tlsboot;

/**
 * A server or a client, as its observers see it. The figures may be asked for on every
 * thread.
 */
public interface TlsEndpoint {

	/**
	 * Return the name that meters and events tell endpoints apart by.
	 * @return the name, {@code default} unless there are several
	 */
	String name();

	/**
	 * Return how many connections there are now, those whose handshake is under way
	 * included.
	 * @return the number, never negative
	 */
	int connections();

	/**
	 * Return what came in on the wire so far, on all connections.
	 * @return the number of bytes, those of TLS included
	 */
	long bytesRead();

	/**
	 * Return what was handed to the wire so far, on all connections.
	 * @return the number of bytes, those of TLS included
	 */
	long bytesWritten();

}
