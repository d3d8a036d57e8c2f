package dev.tlsboot.session;

import java.util.Optional;

/**
 * Closes what goes into a store, and opens what comes out of it. The store may hold
 * anything by then. Safe for use by several threads.
 */
interface SessionSeal {

	/**
	 * Close.
	 * @param content what nobody else shall read
	 * @param binding what it belongs to: it opens for nothing else
	 */
	byte[] close(byte[] content, byte[] binding);

	/**
	 * Open.
	 * @return the content, or empty if that is nothing that was closed here, or belongs
	 * to something else
	 */
	Optional<byte[]> open(byte[] closed, byte[] binding);

}
