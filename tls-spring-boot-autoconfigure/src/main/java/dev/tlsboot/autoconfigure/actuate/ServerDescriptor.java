package dev.tlsboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.tlsboot.engine.Role;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

/**
 * A server.
 *
 * @param address the address it listens on, or {@code null} when it does not listen
 * @param context what clients get that ask for no name
 * @param serverNames what clients get that ask for a name, by names and wildcards
 * @param unknownServerName what becomes of clients that ask for another name:
 * {@code default} or {@code reject}
 * @param limits what it allows
 * @param figures what it counts
 */
public record ServerDescriptor(@Nullable String address, ContextDescriptor context,
		Map<String, ContextDescriptor> serverNames, String unknownServerName, Limits limits, Figures figures) {

	static ServerDescriptor of(TlsServer server) {
		Map<String, ContextDescriptor> serverNames = new TreeMap<>();
		server.contexts().forEach((name, context) -> serverNames.put(name, ContextDescriptor.of(context, Role.SERVER)));
		return new ServerDescriptor(SocketAddresses.print(server.address()),
				ContextDescriptor.of(server.secureContext(), Role.SERVER), serverNames,
				server.rejectsUnknownNames() ? "reject" : "default", Limits.of(server), Figures.of(server));
	}

	/**
	 * What a server allows. Numbers of 0 and times of 0 mean no limit, unless said
	 * otherwise.
	 *
	 * @param maxConnections connections at a time
	 * @param maxPendingHandshakes handshakes under way at a time
	 * @param renegLimit renegotiations within the window, on one connection; 0 for none
	 * @param keyUpdateLimit KeyUpdates that want an answer within the window, on one
	 * connection; 0 for none
	 * @param renegWindow the length of the window
	 * @param handshakeTimeout the time for a handshake
	 * @param idleTimeout the time in which something has to move on a connection
	 */
	public record Limits(int maxConnections, int maxPendingHandshakes, int renegLimit, int keyUpdateLimit,
			Duration renegWindow, Duration handshakeTimeout, Duration idleTimeout) {

		static Limits of(TlsServer server) {
			return new Limits(server.maxConnections(), server.maxPendingHandshakes(),
					server.renegotiation().renegotiationLimit(), server.renegotiation().keyUpdateLimit(),
					server.renegotiation().window(), server.handshakeTimeout(), server.idleTimeout());
		}

	}

	/**
	 * What a server counts.
	 *
	 * @param connections connections there are now, pending handshakes included
	 * @param pendingHandshakes handshakes under way
	 * @param accepted connections so far
	 * @param refused connections so far that were closed because a limit was reached
	 * @param bytesRead bytes that came in on the wire so far
	 * @param bytesWritten bytes handed to the wire so far
	 */
	public record Figures(int connections, int pendingHandshakes, long accepted, long refused, long bytesRead,
			long bytesWritten) {

		static Figures of(TlsServer server) {
			return new Figures(server.connections(), server.pendingHandshakes(), server.acceptedConnections(),
					server.refusedConnections(), server.bytesRead(), server.bytesWritten());
		}

	}

}
