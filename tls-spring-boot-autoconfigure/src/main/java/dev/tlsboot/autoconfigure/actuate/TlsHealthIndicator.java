package dev.tlsboot.autoconfigure.actuate;

import java.util.Map;
import java.util.TreeMap;

import dev.tlsboot.server.TlsServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether every TLS server listens. What becomes of certificates, Boot's own health
 * {@code ssl} says.
 */
class TlsHealthIndicator extends AbstractHealthIndicator {

	private static final String NOT_LISTENING = "not listening";

	private final ObjectProvider<TlsServer> servers;

	TlsHealthIndicator(ObjectProvider<TlsServer> servers) {
		super("TLS health check failed");
		this.servers = servers;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, String> details = new TreeMap<>();
		this.servers.stream().forEach((server) -> details.put(server.name(), address(server)));
		builder.status(details.containsValue(NOT_LISTENING) ? Status.DOWN : Status.UP).withDetails(details);
	}

	private static String address(TlsServer server) {
		String address = server.isListening() ? SocketAddresses.print(server.address()) : null;
		return (address != null) ? address : NOT_LISTENING;
	}

}
