package dev.tlsboot.stream;

import java.io.IOException;

/**
 * The connection ended without the peer's {@code close_notify}: what came may not be all
 * that was sent (RFC 8446, section 6.1).
 */
public class TruncatedStreamException extends IOException {

	private static final long serialVersionUID = 1L;

	TruncatedStreamException() {
		super("The connection was cut off: it ended without the peer's close_notify");
	}

}
