package dev.tlsboot.autoconfigure;

import dev.tlsboot.TlsEndpoint;

/**
 * Hears of the contexts of servers and clients.
 */
interface ContextListener {

	/**
	 * A context is in use for the first time.
	 * @param endpoint the server or client
	 * @param context the context
	 */
	default void made(TlsEndpoint endpoint, MadeContext context) {
	}

	/**
	 * A context is in use, in the place of an older one.
	 * @param endpoint the server or client
	 * @param context the new context
	 */
	void reloaded(TlsEndpoint endpoint, MadeContext context);

	/**
	 * A context could not be made anew; the older one stays.
	 * @param endpoint the server or client
	 * @param context the name of the context
	 * @param failure why
	 */
	default void failed(TlsEndpoint endpoint, String context, RuntimeException failure) {
	}

}
