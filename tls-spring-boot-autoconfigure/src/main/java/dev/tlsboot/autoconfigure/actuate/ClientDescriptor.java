package dev.tlsboot.autoconfigure.actuate;

import java.time.Duration;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.engine.Role;
import org.jspecify.annotations.Nullable;

/**
 * A client.
 *
 * @param address the host and port that it connects to unless told otherwise, or
 * {@code null} if it was made without a port
 * @param servername the name that servers have to prove, or {@code null} for the host
 * @param context what it shows and expects
 * @param connectTimeout the time for a TCP connection, 0 for no limit
 * @param handshakeTimeout the time for a handshake, 0 for no limit
 * @param connections connections there are now, pending handshakes included
 * @param bytesRead bytes that came in on the wire so far
 * @param bytesWritten bytes handed to the wire so far
 */
public record ClientDescriptor(@Nullable String address, @Nullable String servername, ContextDescriptor context,
		Duration connectTimeout, Duration handshakeTimeout, int connections, long bytesRead, long bytesWritten) {

	static ClientDescriptor of(TlsClient client) {
		return new ClientDescriptor((client.port() != 0) ? client.host() + ":" + client.port() : null,
				client.servername(), ContextDescriptor.of(client.secureContext(), Role.CLIENT), client.connectTimeout(),
				client.handshakeTimeout(), client.connections(), client.bytesRead(), client.bytesWritten());
	}

}
