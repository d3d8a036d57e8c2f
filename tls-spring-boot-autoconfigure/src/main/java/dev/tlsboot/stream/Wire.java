package dev.tlsboot.stream;

/**
 * One connection on the wire: counts its bytes, and can hold its peer back. For use by
 * every thread, but where it says otherwise.
 */
public interface Wire {

	/**
	 * Return what came in.
	 * @return the number of bytes
	 */
	long bytesRead();

	/**
	 * Return what was handed to the wire.
	 * @return the number of bytes
	 */
	long bytesWritten();

	/**
	 * Read nothing more from the socket, or go on. Unlike a stream that is paused, this
	 * keeps the TLS handler from reading as well, so that the peer gets no answer to
	 * anything. Calls take effect shortly, in order.
	 * @param heldBack whether to stop
	 */
	void holdBack(boolean heldBack);

	/**
	 * Send what waits, and let what is written from now on, which is a farewell, wait for
	 * nothing. On the event loop.
	 */
	void closing();

}
