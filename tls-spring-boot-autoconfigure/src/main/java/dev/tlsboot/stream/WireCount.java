package dev.tlsboot.stream;

/**
 * Counts the bytes of one connection on the wire. May be asked on every thread.
 */
public interface WireCount {

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

}
