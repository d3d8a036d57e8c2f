package dev.tlsboot.containers;

import java.nio.file.Path;

/**
 * A Redis.
 */
interface RedisPeer extends AutoCloseable {

	String host();

	int port();

	/**
	 * Stop it, for good.
	 */
	@Override
	void close();

	/**
	 * Files that a Redis with TLS shows.
	 */
	record Identity(Path key, Path chain) {

	}

}
