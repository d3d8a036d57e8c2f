package dev.tlsboot.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.server.TlsServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Where TLS servers are and what they speak, as far as everybody who connects can see it.
 * Certificates are in Boot's own info {@code ssl}.
 */
class TlsInfoContributor implements InfoContributor {

	private final ObjectProvider<TlsServer> servers;

	TlsInfoContributor(ObjectProvider<TlsServer> servers) {
		this.servers = servers;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new TreeMap<>();
		this.servers.stream().forEach((server) -> details.put(server.name(), details(server)));
		builder.withDetail("tls", Map.of("servers", details));
	}

	private static Map<String, Object> details(TlsServer server) {
		SecureContext context = server.secureContext();
		Map<String, Object> details = new LinkedHashMap<>();
		String address = server.isListening() ? SocketAddresses.print(server.address()) : null;
		if (address != null) {
			details.put("address", address);
		}
		details.put("engine", context.engineChoice(Role.SERVER).engine().name());
		details.put("protocols", context.protocols());
		details.put("serverNames", new TreeSet<>(server.contexts().keySet()));
		return details;
	}

}
