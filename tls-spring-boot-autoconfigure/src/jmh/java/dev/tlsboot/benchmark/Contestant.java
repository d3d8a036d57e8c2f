package dev.tlsboot.benchmark;

/**
 * A TLS echo server on one event loop.
 */
interface Contestant extends AutoCloseable {

	/**
	 * Return the port it listens on.
	 */
	int port();

	/**
	 * Return the beginning of the name of its event loop's thread.
	 */
	String threadName();

	@Override
	void close();

}
