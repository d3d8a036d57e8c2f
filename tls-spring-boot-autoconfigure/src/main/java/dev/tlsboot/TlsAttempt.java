package dev.tlsboot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
	 * Return when a client may begin: an observer that has not done yet with what it was
	 * told before says so, and {@link dev.tlsboot.client.TlsClient} connects to nobody
	 * until it has. Attempts over connections that are there already do not wait.
	 * @return completes when it may, on any thread; is done already as a rule
	 */
	default CompletionStage<Void> mayBegin() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * The attempt is over. Called once, on an event loop, or by whoever gave it up, and
	 * must not block.
	 * @param stream the connection, or {@code null} after a failure
	 * @param failure what it failed with, or {@code null}
	 */
	void ended(@Nullable CleartextStream stream, @Nullable Throwable failure);

}
