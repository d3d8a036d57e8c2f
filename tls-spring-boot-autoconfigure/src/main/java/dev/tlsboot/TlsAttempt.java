package dev.tlsboot;

import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of one attempt to get a secured connection.
 */
@FunctionalInterface
public interface TlsAttempt {

	/**
	 * What nobody waits for.
	 */
	TlsAttempt UNOBSERVED = (stream, failure) -> {
	};

	/**
	 * The attempt is over. Called once, on an event loop, and must not block.
	 * @param stream the connection, or {@code null} after a failure
	 * @param failure what it failed with, or {@code null}
	 */
	void ended(@Nullable CleartextStream stream, @Nullable Throwable failure);

}
