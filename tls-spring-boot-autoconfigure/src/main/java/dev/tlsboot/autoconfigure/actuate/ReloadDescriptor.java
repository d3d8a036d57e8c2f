package dev.tlsboot.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a reload by {@link TlsActuatorEndpoint} has come to.
 *
 * @param servers what became of each server, by name
 * @param clients what became of each client, by name, as far as they have been made
 */
public record ReloadDescriptor(Map<String, Outcome> servers,
		Map<String, Outcome> clients) implements OperationResponseBody {

	/**
	 * Return whether something could not be reloaded.
	 */
	boolean failed() {
		return Stream.of(this.servers, this.clients)
			.flatMap((outcomes) -> outcomes.values().stream())
			.anyMatch((outcome) -> outcome.error() != null);
	}

	/**
	 * What became of one server or client.
	 *
	 * @param reloaded the names of the contexts that have been exchanged, {@code default}
	 * or the first of its server names; empty if nothing has changed, or if it failed
	 * @param error why all contexts stay as they were, with the property and the file at
	 * fault, or {@code null} if nothing went wrong
	 */
	public record Outcome(List<String> reloaded, @Nullable String error) {

	}

}
