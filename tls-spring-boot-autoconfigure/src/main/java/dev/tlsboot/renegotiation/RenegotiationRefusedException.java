package dev.tlsboot.renegotiation;

import javax.net.ssl.SSLException;

/**
 * A client asked for more than it may. The connection is closed.
 */
public class RenegotiationRefusedException extends SSLException {

	private static final long serialVersionUID = 1L;

	private final RenegotiationKind kind;

	RenegotiationRefusedException(RenegotiationKind kind) {
		super("TLS session renegotiation attack detected");
		this.kind = kind;
	}

	/**
	 * Return what the client asked for.
	 * @return the kind
	 */
	public RenegotiationKind kind() {
		return this.kind;
	}

}
