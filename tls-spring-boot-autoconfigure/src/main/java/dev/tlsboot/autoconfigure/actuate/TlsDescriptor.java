package dev.tlsboot.autoconfigure.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer of {@link TlsActuatorEndpoint}.
 *
 * @param servers the servers by name
 * @param clients the clients by name, as far as they have been made
 */
public record TlsDescriptor(Map<String, ServerDescriptor> servers,
		Map<String, ClientDescriptor> clients) implements OperationResponseBody {

}
