package dev.tlsboot.autoconfigure.event;

import java.time.Duration;

import dev.tlsboot.client.TlsClient;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps up a connection has lost it, or could not make one. It tries again,
 * or has given up.
 */
public final class ReconnectEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration delay;

	private final @Nullable Throwable cause;

	/**
	 * Create an event that happens now.
	 * @param client the client
	 * @param delay when it tries again, or {@code null} if it has given up
	 * @param cause why there was no connection, or {@code null} if there was one, which
	 * has ended
	 */
	public ReconnectEvent(TlsClient client, @Nullable Duration delay, @Nullable Throwable cause) {
		super(client);
		this.delay = delay;
		this.cause = cause;
	}

	/**
	 * Return the client.
	 * @return the client
	 */
	public TlsClient getClient() {
		return (TlsClient) getSource();
	}

	/**
	 * Return when it tries again.
	 * @return the time from now on, or {@code null} if it has given up
	 */
	public @Nullable Duration getDelay() {
		return this.delay;
	}

	/**
	 * Return why there is no connection.
	 * @return what kept it from being made, or {@code null} if there was one, which has
	 * ended
	 */
	public @Nullable Throwable getCause() {
		return this.cause;
	}

}
