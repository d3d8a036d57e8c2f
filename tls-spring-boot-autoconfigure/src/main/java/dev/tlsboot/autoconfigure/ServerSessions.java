package dev.tlsboot.autoconfigure;

import dev.tlsboot.autoconfigure.EndpointProperties.Engine;
import dev.tlsboot.autoconfigure.TlsServerProperties.Session;
import dev.tlsboot.autoconfigure.TlsServerProperties.Session.Store;
import dev.tlsboot.autoconfigure.session.SessionStores;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TlsSessionStore;

import org.springframework.util.StringUtils;

/**
 * Gives the contexts of a server their session store.
 */
class ServerSessions {

	private final EndpointBeans beans;

	private final SessionStores stores;

	private final String applicationName;

	ServerSessions(EndpointBeans beans, SessionStores stores, String applicationName) {
		this.beans = beans;
		this.stores = stores;
		this.applicationName = applicationName;
	}

	/**
	 * Set where the sessions of a context are stored, or its ticket keys where the engine
	 * has no other way to share sessions.
	 * @param builder the context to be
	 * @param server the server
	 * @return the builder
	 * @throws TlsConfigurationException if a property cannot work
	 */
	SecureContext.Builder apply(SecureContext.Builder builder, ServerDefinition server) {
		Session session = server.properties().getSession();
		Store store = session.getStore();
		if (store != Store.CACHE && StringUtils.hasText(session.getCacheName())) {
			throw new TlsConfigurationException("session.cache-name", session.getCacheName(),
					"Sessions are not stored in a cache.", "Set session.store to cache, or leave the name out.", null);
		}
		if (store == Store.NONE) {
			if (session.getEncryptionKey().stream().anyMatch(StringUtils::hasText)) {
				throw new TlsConfigurationException("session.encryption-key", null, "There is no store to seal for.",
						"Set session.store, or leave the key out.", null);
			}
			return builder;
		}
		SharedSessions sessions = (store == Store.BEAN)
				? this.stores.bean(bean(server.scope()), session.getEncryptionKey())
				: this.stores.cache(session.getCacheName(), session.getEncryptionKey());
		if (server.properties().getEngine() == Engine.OPENSSL) {
			return builder.ticketKeyRing(this.stores.ticketKeys(sessions, scope(server), session.getTimeout()));
		}
		return builder.sharedSessions(sessions);
	}

	private TlsSessionStore bean(EndpointScope scope) {
		TlsSessionStore store = this.beans.find(scope, TlsSessionStore.class);
		if (store == null) {
			throw new TlsConfigurationException("session.store", "bean", "There is no bean of type TlsSessionStore.",
					"Declare one, or set session.store to none.", null);
		}
		return store;
	}

	private String scope(ServerDefinition server) {
		String idContext = server.properties().getSessionIdContext();
		if (StringUtils.hasText(idContext)) {
			return idContext;
		}
		return this.applicationName + (server.isDefault() ? "" : "/" + server.prefix());
	}

}
