package dev.tlsboot.autoconfigure;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;

/**
 * Says which property is at fault when a server cannot be bound. Operating systems tell
 * it in words only.
 */
class ListenFailures {

	private final ServerDefinition server;

	ListenFailures(ServerDefinition server) {
		this.server = server;
	}

	InvalidTlsPropertyException report(Throwable cause) {
		String message = String.valueOf(cause.getMessage());
		if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException
				|| message.contains("Unresolved")) {
			return host("There is no address for this name.",
					"Correct the name, or leave it out to listen on all addresses.", cause);
		}
		if (message.contains("assign")) {
			return host("This machine does not have this address.",
					"Use one of its own addresses, or leave it out to listen on all of them.", cause);
		}
		if (message.contains("in use")) {
			return port("The port is in use already.",
					"Stop what listens there, use another port, or use 0 for a free one.", cause);
		}
		return port("The server could not be bound: " + message + ".", "Use a port that this application may bind.",
				cause);
	}

	private InvalidTlsPropertyException host(String message, String remedy, Throwable cause) {
		return new InvalidTlsPropertyException(this.server.prefix() + ".host", this.server.properties().getHost(),
				message, remedy, cause);
	}

	private InvalidTlsPropertyException port(String message, String remedy, Throwable cause) {
		return new InvalidTlsPropertyException(this.server.prefix() + ".port",
				String.valueOf(this.server.properties().getPort()), message, remedy, cause);
	}

}
