package dev.tlsboot.autoconfigure;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.server.TlsServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/**
 * Shows the certificates of servers and clients among the SSL bundles of the application,
 * so that what Spring Boot says of these, in health, info and meters, is said of ours as
 * well. What came out of a bundle is there already. A bundle of the application is never
 * touched, whatever its name.
 */
class ContextBundles implements ContextListener {

	private static final Logger logger = LoggerFactory.getLogger(ContextBundles.class);

	private final SslBundleRegistry registry;

	private final SslBundles bundles;

	private final Map<String, WeakReference<TlsEndpoint>> owners = new ConcurrentHashMap<>();

	ContextBundles(SslBundleRegistry registry, SslBundles bundles) {
		this.registry = registry;
		this.bundles = bundles;
	}

	@Override
	public void made(TlsEndpoint endpoint, MadeContext context) {
		ContextStores stores = ContextStores.of(context.inputs());
		if (context.inputs().ofBundle() || stores.isEmpty()) {
			return;
		}
		String name = name(endpoint, context);
		try {
			this.registry.registerBundle(name, SslBundle.of(stores));
		}
		catch (IllegalStateException ex) {
			logger.info("There is an SSL bundle '{}' already: the certificates of '{}' are not shown as one", name,
					context.prefix());
			return;
		}
		this.owners.put(name, new WeakReference<>(endpoint));
		// those who use it are told by handlers of their own; without any there is a
		// warning
		this.bundles.addBundleUpdateHandler(name, (updated) -> {
		});
	}

	@Override
	public void reloaded(TlsEndpoint endpoint, MadeContext context) {
		String name = name(endpoint, context);
		WeakReference<TlsEndpoint> owner = this.owners.get(name);
		if (owner == null || !owner.refersTo(endpoint)) {
			return;
		}
		try {
			this.registry.updateBundle(name, SslBundle.of(ContextStores.of(context.inputs())));
		}
		catch (RuntimeException ex) {
			logger.warn("A user of the SSL bundle '{}' could not follow its update", name, ex);
		}
	}

	private static String name(TlsEndpoint endpoint, MadeContext context) {
		StringBuilder name = new StringBuilder((endpoint instanceof TlsServer) ? "tls-server" : "tls-client");
		if (!ServerDefinition.DEFAULT.equals(endpoint.name())) {
			name.append('-').append(endpoint.name());
		}
		if (!ServerDefinition.DEFAULT.equals(context.name())) {
			name.append("-sni-").append(context.name());
		}
		return name.toString();
	}

}
