package dev.tlsboot.autoconfigure;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import dev.tlsboot.TlsEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundles;

/**
 * Reloads keys, certificates, authorities, revocation lists and ticket keys of the
 * servers and clients that were made of properties: when their files change, if
 * {@code reload-on-update} says so, when their SSL bundle is updated, and when it is
 * asked to. Connections that are there keep what they have.
 */
public final class TlsReloader {

	private static final Logger logger = LoggerFactory.getLogger(TlsReloader.class);

	private final FileWatcher watcher;

	private final @Nullable SslBundles bundles;

	private final List<ContextListener> listeners;

	private final Map<TlsEndpoint, ContextReload> reloads = Collections.synchronizedMap(new WeakHashMap<>());

	TlsReloader(FileWatcher watcher, @Nullable SslBundles bundles, List<ContextListener> listeners) {
		this.watcher = watcher;
		this.bundles = bundles;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Reload a server or client. Files and bundles that have not changed since they were
	 * read are left alone, and so are sessions that were made under them.
	 * @param endpoint the server or client
	 * @return the names of the contexts that have been exchanged, {@code default} or the
	 * first of its server names; empty if nothing has changed, or if the server or client
	 * was not made of properties
	 * @throws RuntimeException if something cannot work; all contexts stay then
	 */
	public List<String> reload(TlsEndpoint endpoint) {
		ContextReload reload = this.reloads.get(endpoint);
		return (reload != null) ? reload.reload(endpoint).stream().map(MadeContext::name).toList() : List.of();
	}

	/**
	 * Follow what a server or client was made of, for as long as it is in use.
	 */
	void follow(TlsEndpoint endpoint, ContextMaker maker, List<MadeContext> made) {
		Set<Path> files = maker.watchedFiles();
		this.reloads.put(endpoint, new ContextReload(maker, made, new Listeners(this.listeners)));
		made.forEach((context) -> this.listeners.forEach((listener) -> listener.made(endpoint, context)));
		WeakReference<TlsEndpoint> reference = new WeakReference<>(endpoint);
		if (!files.isEmpty()) {
			this.watcher.watch(files, () -> changed(reference));
		}
		if (this.bundles != null) {
			for (String bundle : maker.bundles()) {
				this.bundles.addBundleUpdateHandler(bundle, (updated) -> changed(reference));
			}
		}
	}

	/**
	 * Never throws: another handler of the same bundle may come next.
	 */
	private void changed(WeakReference<TlsEndpoint> reference) {
		TlsEndpoint endpoint = reference.get();
		if (endpoint == null) {
			return;
		}
		try {
			reload(endpoint);
		}
		catch (RuntimeException ex) {
			// has been logged and published
			logger.debug("Reload of '{}' failed", endpoint.name(), ex);
		}
	}

	private record Listeners(List<ContextListener> listeners) implements ContextListener {

		@Override
		public void reloaded(TlsEndpoint endpoint, MadeContext context) {
			this.listeners.forEach((listener) -> listener.reloaded(endpoint, context));
		}

		@Override
		public void failed(TlsEndpoint endpoint, String context, RuntimeException failure) {
			this.listeners.forEach((listener) -> listener.failed(endpoint, context, failure));
		}

	}

}
