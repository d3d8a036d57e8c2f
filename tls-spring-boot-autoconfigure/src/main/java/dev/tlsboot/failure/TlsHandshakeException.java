package dev.tlsboot.failure;

import org.jspecify.annotations.Nullable;

/**
 * A handshake that failed, with the reason.
 */
public class TlsHandshakeException extends TlsException {

	private static final long serialVersionUID = 1L;

	private final FailureReason reason;

	/**
	 * Create an exception.
	 * @param reason why the handshake failed
	 * @param message what happened, one sentence a person can act on
	 * @param cause what it came from, or {@code null}
	 */
	public TlsHandshakeException(FailureReason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why the handshake failed.
	 * @return the reason
	 */
	public FailureReason reason() {
		return this.reason;
	}

}
