package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Properties of the TLS server.
 */
@ConfigurationProperties("tls.server")
@ConfigurationPropertiesSource
public class TlsServerProperties extends EndpointProperties {

	/**
	 * Port on which the TLS server should listen. Use '0' to bind to a dynamic port.
	 * Without it there is no server.
	 */
	private @Nullable Integer port;

	/**
	 * Name or IP address of this machine on which the TLS server should listen. Without
	 * it, the server listens on all addresses.
	 */
	private @Nullable String host;

	/**
	 * Whether a throw-away authority and a certificate for 'localhost' are made at
	 * start-up, for development.
	 */
	private boolean selfSigned;

	/**
	 * Whether the server's order of cipher suites wins over the client's.
	 */
	private boolean honorCipherOrder = true;

	/**
	 * Whether clients are asked for a certificate.
	 */
	private boolean requestCert;

	/**
	 * Number of connections there may be at a time, zero for no limit. Further ones are
	 * closed at once.
	 */
	private int maxConnections;

	/**
	 * Time after which a connection on which nothing moves is closed, zero for no limit.
	 */
	private Duration idleTimeout = Duration.ZERO;

	/**
	 * Number of handshakes that may be under way at a time, zero for no limit. Further
	 * connections are closed at once.
	 */
	private int maxPendingHandshakes;

	/**
	 * Number of renegotiations that a client may ask for within the window, on one
	 * connection. The next one closes the connection; zero refuses every one. When set to
	 * more than zero, the engine has to be one that lets clients renegotiate.
	 */
	private @Nullable Integer renegLimit;

	/**
	 * Length of the window in which renegotiations and KeyUpdates are counted.
	 */
	private @Nullable Duration renegWindow;

	/**
	 * Number of TLS 1.3 KeyUpdates that a client may want answered within the window, on
	 * one connection. The next one closes the connection; zero refuses every one. When
	 * set, the engine has to be one that can count them.
	 */
	private @Nullable Integer keyUpdateLimit;

	/**
	 * What sessions are bound to: those made under one value are never resumed under
	 * another. Without it, each server and each of its contexts has one of its own.
	 */
	private @Nullable String sessionIdContext;

	private final Session session = new Session();

	private final Sni sni = new Sni();

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public boolean isSelfSigned() {
		return this.selfSigned;
	}

	public void setSelfSigned(boolean selfSigned) {
		this.selfSigned = selfSigned;
	}

	public boolean isHonorCipherOrder() {
		return this.honorCipherOrder;
	}

	public void setHonorCipherOrder(boolean honorCipherOrder) {
		this.honorCipherOrder = honorCipherOrder;
	}

	public boolean isRequestCert() {
		return this.requestCert;
	}

	public void setRequestCert(boolean requestCert) {
		this.requestCert = requestCert;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public int getMaxPendingHandshakes() {
		return this.maxPendingHandshakes;
	}

	public void setMaxPendingHandshakes(int maxPendingHandshakes) {
		this.maxPendingHandshakes = maxPendingHandshakes;
	}

	public @Nullable Integer getRenegLimit() {
		return this.renegLimit;
	}

	public void setRenegLimit(@Nullable Integer renegLimit) {
		this.renegLimit = renegLimit;
	}

	public @Nullable Duration getRenegWindow() {
		return this.renegWindow;
	}

	public void setRenegWindow(@Nullable Duration renegWindow) {
		this.renegWindow = renegWindow;
	}

	public @Nullable Integer getKeyUpdateLimit() {
		return this.keyUpdateLimit;
	}

	public void setKeyUpdateLimit(@Nullable Integer keyUpdateLimit) {
		this.keyUpdateLimit = keyUpdateLimit;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable String getSessionIdContext() {
		return this.sessionIdContext;
	}

	public void setSessionIdContext(@Nullable String sessionIdContext) {
		this.sessionIdContext = sessionIdContext;
	}

	public Session getSession() {
		return this.session;
	}

	public Sni getSni() {
		return this.sni;
	}

	/**
	 * Properties of session resumption.
	 */
	public static class Session extends SessionProperties {

		/**
		 * Whether clients may keep their session themselves, in a session ticket.
		 */
		private boolean tickets = true;

		/**
		 * Comma-separated list of keys for session tickets, each a resource location or
		 * 'base64:' data of 48 or 80 random bytes. The first one issues, all accept;
		 * servers with the same keys resume each other's sessions.
		 */
		private List<String> ticketKeys = new ArrayList<>();

		/**
		 * Where sessions are stored besides this process, so that servers resume each
		 * other's. The engine has to be one that can.
		 */
		private Store store = Store.NONE;

		/**
		 * Name of the cache, with the store 'cache'.
		 */
		private @Nullable String cacheName;

		/**
		 * Comma-separated list of keys, each 32 random bytes in Base64, that stored
		 * sessions are sealed with. The first one seals, all open. The store 'cache'
		 * needs one.
		 */
		private List<String> encryptionKey = new ArrayList<>();

		public boolean isTickets() {
			return this.tickets;
		}

		public void setTickets(boolean tickets) {
			this.tickets = tickets;
		}

		public List<String> getTicketKeys() {
			return this.ticketKeys;
		}

		public void setTicketKeys(List<String> ticketKeys) {
			this.ticketKeys = ticketKeys;
		}

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public @Nullable String getCacheName() {
			return this.cacheName;
		}

		public void setCacheName(@Nullable String cacheName) {
			this.cacheName = cacheName;
		}

		public List<String> getEncryptionKey() {
			return this.encryptionKey;
		}

		public void setEncryptionKey(List<String> encryptionKey) {
			this.encryptionKey = encryptionKey;
		}

		/**
		 * Where sessions are stored besides this process.
		 */
		public enum Store {

			/**
			 * Nowhere.
			 */
			NONE,

			/**
			 * In a cache of the application's CacheManager.
			 */
			CACHE,

			/**
			 * Where the application's TlsSessionStore bean puts them.
			 */
			BEAN

		}

	}

	/**
	 * Properties of what clients get by the server name they ask for.
	 */
	public static class Sni {

		/**
		 * Credentials and policy by server name.
		 */
		private final List<SniContext> contexts = new ArrayList<>();

		/**
		 * What becomes of clients that ask for a name without context.
		 */
		private Unknown unknown = Unknown.DEFAULT;

		public List<SniContext> getContexts() {
			return this.contexts;
		}

		public Unknown getUnknown() {
			return this.unknown;
		}

		public void setUnknown(Unknown unknown) {
			this.unknown = unknown;
		}

		/**
		 * What becomes of clients that ask for a name without context.
		 */
		public enum Unknown {

			/**
			 * They get the server's own credentials and policy.
			 */
			DEFAULT,

			/**
			 * They are refused with the alert unrecognized_name.
			 */
			REJECT

		}

	}

	/**
	 * Properties of what clients get that ask for certain server names. Credentials are
	 * its own; what else is not set is as the server has it.
	 */
	public static class SniContext extends CredentialProperties {

		/**
		 * Comma-separated list of host names, or wildcards for one label as in
		 * '*.example.com'.
		 */
		private List<String> serverName = new ArrayList<>();

		/**
		 * Whether clients are asked for a certificate.
		 */
		private @Nullable Boolean requestCert;

		/**
		 * Whether clients whose certificate does not verify are refused.
		 */
		private @Nullable Boolean rejectUnauthorized;

		public List<String> getServerName() {
			return this.serverName;
		}

		public void setServerName(List<String> serverName) {
			this.serverName = serverName;
		}

		public @Nullable Boolean getRequestCert() {
			return this.requestCert;
		}

		public void setRequestCert(@Nullable Boolean requestCert) {
			this.requestCert = requestCert;
		}

		public @Nullable Boolean getRejectUnauthorized() {
			return this.rejectUnauthorized;
		}

		public void setRejectUnauthorized(@Nullable Boolean rejectUnauthorized) {
			this.rejectUnauthorized = rejectUnauthorized;
		}

	}

}
