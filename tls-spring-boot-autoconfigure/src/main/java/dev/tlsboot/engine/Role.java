package dev.tlsboot.engine;

/**
 * Which side of a handshake we are.
 */
public enum Role {

	/**
	 * The side that answers the ClientHello.
	 */
	SERVER,

	/**
	 * The side that sends the ClientHello.
	 */
	CLIENT

}
