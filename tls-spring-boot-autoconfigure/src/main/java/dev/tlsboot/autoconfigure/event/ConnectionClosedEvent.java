package dev.tlsboot.autoconfigure.event;

import java.time.Duration;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.stream.CleartextStream;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a server or client is gone: the reference's {@code close} of a stream.
 * There is none for a connection whose handshake failed.
 */
public final class ConnectionClosedEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final transient CleartextStream stream;

	private final Duration duration;

	private final long bytesRead;

	private final long bytesWritten;

	private final @Nullable Throwable error;

	/**
	 * Create an event that happens now.
	 * @param source the server or client
	 * @param stream the connection
	 * @param duration how long it lived, the handshake included
	 * @param error what broke it, or {@code null} after a clean end
	 */
	public ConnectionClosedEvent(TlsEndpoint source, CleartextStream stream, Duration duration,
			@Nullable Throwable error) {
		super(source);
		this.stream = stream;
		this.duration = duration;
		this.bytesRead = stream.bytesRead();
		this.bytesWritten = stream.bytesWritten();
		this.error = error;
	}

	/**
	 * Return the connection.
	 * @return the connection, which is closed
	 */
	public CleartextStream getStream() {
		return this.stream;
	}

	/**
	 * Return how long the connection lived.
	 * @return the time, the handshake included
	 */
	public Duration getDuration() {
		return this.duration;
	}

	/**
	 * Return what came in on the wire.
	 * @return the number of bytes, those of TLS included
	 */
	public long getBytesRead() {
		return this.bytesRead;
	}

	/**
	 * Return what was handed to the wire.
	 * @return the number of bytes, those of TLS included
	 */
	public long getBytesWritten() {
		return this.bytesWritten;
	}

	/**
	 * Return what broke the connection.
	 * @return the error, or {@code null} after a clean end
	 */
	public @Nullable Throwable getError() {
		return this.error;
	}

}
