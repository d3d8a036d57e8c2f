package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.stream.CleartextStream;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an attempt to get a secured connection: the handshake of a server, or
 * all that a client needs to be connected. {@link #getError()} is why it failed.
 */
public class TlsObservationContext extends Observation.Context {

	private final TlsEndpoint endpoint;

	private volatile @Nullable CleartextStream stream;

	/**
	 * Create a context.
	 * @param endpoint the server or client
	 */
	public TlsObservationContext(TlsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return whose attempt it is.
	 * @return the {@link dev.tlsboot.server.TlsServer} or
	 * {@link dev.tlsboot.client.TlsClient}
	 */
	public TlsEndpoint getEndpoint() {
		return this.endpoint;
	}

	/**
	 * Return what came of it.
	 * @return the connection, or {@code null} before there is one and after a failure
	 */
	public @Nullable CleartextStream getStream() {
		return this.stream;
	}

	void setStream(CleartextStream stream) {
		this.stream = stream;
	}

}
