package dev.tlsboot.server;

import java.util.concurrent.Executor;

import dev.tlsboot.stream.CleartextStream;

/**
 * Handles each connection of a server on a thread of its own, with
 * {@link CleartextStream#inputStream()} and {@link CleartextStream#outputStream()}.
 */
@FunctionalInterface
public interface BlockingConnectionHandler {

	/**
	 * Handle a connection, for as long as it takes. The connection is ended when this
	 * method returns, and destroyed when it throws.
	 * @param stream the connection
	 * @throws Exception to destroy the connection
	 */
	void handle(CleartextStream stream) throws Exception;

	/**
	 * Return a listener that hands each connection to a handler, on a thread of the given
	 * executor.
	 * @param handler the handler
	 * @param executor starts a thread for each connection; a connection that it rejects
	 * is destroyed
	 * @return the listener
	 */
	static SecureConnectionListener onThreadsOf(BlockingConnectionHandler handler, Executor executor) {
		return (stream) -> executor.execute(() -> {
			try {
				handler.handle(stream);
				stream.outputStream().close();
			}
			catch (Throwable ex) {
				stream.destroy(ex);
			}
		});
	}

}
