package dev.tlsboot.autoconfigure.event;

import java.net.SocketAddress;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

/**
 * A client has connected to a server, and its handshake failed: the reference's
 * {@code clientError}.
 */
public final class ClientErrorEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final TlsHandshakeException exception;

	private final @Nullable SocketAddress remoteAddress;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param exception why the handshake failed
	 * @param remoteAddress the client, or {@code null} if it was not known any more
	 */
	public ClientErrorEvent(TlsServer server, TlsHandshakeException exception, @Nullable SocketAddress remoteAddress) {
		super(server);
		this.exception = exception;
		this.remoteAddress = remoteAddress;
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return why the handshake failed.
	 * @return the exception
	 */
	public TlsHandshakeException getException() {
		return this.exception;
	}

	/**
	 * Return why the handshake failed, in one word.
	 * @return the reason, which meters are tagged with too
	 */
	public FailureReason getReason() {
		return this.exception.reason();
	}

	/**
	 * Return the client's address.
	 * @return the address, or {@code null} if it was not known any more
	 */
	public @Nullable SocketAddress getRemoteAddress() {
		return this.remoteAddress;
	}

}
