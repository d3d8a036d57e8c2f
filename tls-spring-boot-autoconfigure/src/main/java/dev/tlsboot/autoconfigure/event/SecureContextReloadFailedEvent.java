package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.TlsEndpoint;

/**
 * Files or the SSL bundle of a server or client have changed, and cannot work. All its
 * contexts stay as they were.
 */
public final class SecureContextReloadFailedEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final String context;

	private final RuntimeException exception;

	/**
	 * Create an event that happens now.
	 * @param endpoint the server or client
	 * @param context the name of the context that could not be made
	 * @param exception why
	 */
	public SecureContextReloadFailedEvent(TlsEndpoint endpoint, String context, RuntimeException exception) {
		super(endpoint);
		this.context = context;
		this.exception = exception;
	}

	/**
	 * Return which context could not be made.
	 * @return {@code default}, or the first of the server names that the context is for
	 */
	public String getContext() {
		return this.context;
	}

	/**
	 * Return why it could not be made.
	 * @return the exception, which names the property and the file
	 */
	public RuntimeException getException() {
		return this.exception;
	}

}
