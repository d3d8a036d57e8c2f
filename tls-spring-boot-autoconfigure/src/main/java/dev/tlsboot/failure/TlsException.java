package dev.tlsboot.failure;

import org.jspecify.annotations.Nullable;

/**
 * Base of everything this library throws by itself.
 */
public abstract class TlsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what happened, a full sentence
	 * @param cause what it came from, or {@code null}
	 */
	protected TlsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
