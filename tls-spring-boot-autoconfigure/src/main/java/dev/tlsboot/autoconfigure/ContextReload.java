package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.server.TlsServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the contexts of one server or client for new ones when what they were made of
 * has changed: all that have, or none.
 */
class ContextReload {

	private static final Logger logger = LoggerFactory.getLogger(TlsReloader.class);

	private final ContextMaker maker;

	private final ContextListener listener;

	private List<MadeContext> current;

	/**
	 * Create a reload.
	 * @param maker makes the contexts
	 * @param made the contexts that are in use now
	 * @param listener is told of what happens
	 */
	ContextReload(ContextMaker maker, List<MadeContext> made, ContextListener listener) {
		this.maker = maker;
		this.current = List.copyOf(made);
		this.listener = listener;
	}

	/**
	 * Read everything anew, and exchange what has changed.
	 * @param endpoint the server or client
	 * @return the contexts that are in use from now on; empty when nothing has changed
	 * @throws RuntimeException if something cannot work; all contexts stay then
	 */
	synchronized List<MadeContext> reload(TlsEndpoint endpoint) {
		AtomicReference<String> making = new AtomicReference<>(ServerDefinition.DEFAULT);
		List<MadeContext> changed;
		try {
			changed = exchange(endpoint, this.maker.make(making::set), making);
		}
		catch (RuntimeException ex) {
			String context = Objects.requireNonNull(making.get());
			logger.error("{} '{}' keeps its context '{}': {}", kind(endpoint), endpoint.name(), context,
					ex.getMessage());
			this.listener.failed(endpoint, context, ex);
			throw ex;
		}
		for (MadeContext each : changed) {
			logger.info("{} '{}' has reloaded its context '{}'", kind(endpoint), endpoint.name(), each.name());
			this.listener.reloaded(endpoint, each);
		}
		return changed;
	}

	private List<MadeContext> exchange(TlsEndpoint endpoint, List<MadeContext> made, AtomicReference<String> making) {
		List<MadeContext> next = new ArrayList<>();
		Map<SecureContext, MadeContext> changed = new IdentityHashMap<>();
		Map<SecureContext, SecureContext> replacements = new IdentityHashMap<>();
		for (int i = 0; i < made.size(); i++) {
			MadeContext before = this.current.get(i);
			MadeContext after = made.get(i);
			if (after.inputs().sameAs(before.inputs())) {
				next.add(before);
				continue;
			}
			making.set(after.name());
			// the costly part, before anybody has to wait for it
			InvalidTlsPropertyException.reporting(after.prefix(), () -> after.context().engineContext(role(endpoint)));
			next.add(after);
			changed.put(before.context(), after);
			replacements.put(before.context(), after.context());
		}
		Set<SecureContext> replaced = swap(endpoint, replacements);
		List<MadeContext> inUse = this.current.stream()
			.map(MadeContext::context)
			.filter(replaced::contains)
			.map(changed::get)
			.toList();
		this.current = List.copyOf(next);
		return inUse;
	}

	/**
	 * What the application has put in the place of a context meanwhile stays.
	 */
	private static Set<SecureContext> swap(TlsEndpoint endpoint, Map<SecureContext, SecureContext> replacements) {
		if (endpoint instanceof TlsServer server) {
			return server.replaceContexts(replacements);
		}
		TlsClient client = (TlsClient) endpoint;
		SecureContext before = client.secureContext();
		SecureContext after = replacements.get(before);
		if (after == null) {
			return Set.of();
		}
		client.setSecureContext(after);
		return Set.of(before);
	}

	private static Role role(TlsEndpoint endpoint) {
		return (endpoint instanceof TlsServer) ? Role.SERVER : Role.CLIENT;
	}

	private static String kind(TlsEndpoint endpoint) {
		return (endpoint instanceof TlsServer) ? "TLS server" : "TLS client";
	}

}
