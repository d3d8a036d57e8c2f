package dev.tlsboot.context;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.EngineOptions;
import dev.tlsboot.engine.EngineOptions.ClientCertificate;
import dev.tlsboot.engine.Role;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.trust.PeerTrustManager;
import dev.tlsboot.trust.PeerVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Who we are, whom we trust and how we speak, made once and used by any number of
 * servers, clients and connections: what the reference calls
 * {@code crypto.createCredentials}. Immutable and safe for use by several threads.
 */
public final class SecureContext {

	private final EngineOptions options;

	private final TlsEngine engine;

	private final PeerVerifier verifier;

	private final boolean rejectUnauthorized;

	private final Map<Role, EngineContext> engineContexts = new EnumMap<>(Role.class);

	private SecureContext(Builder builder) {
		TrustAnchors anchors = builder.anchors();
		this.engine = builder.engine;
		this.rejectUnauthorized = builder.rejectUnauthorized;
		this.verifier = PeerVerifier.of(anchors);
		this.options = new EngineOptions(builder.credentials,
				new PeerTrustManager(this.verifier, builder.rejectUnauthorized, true,
						anchors.wellKnown() ? List.of() : anchors.certificates()),
				builder.protocols, builder.ciphers, builder.honorCipherOrder, builder.clientCertificate(),
				builder.sessionCacheSize, builder.sessionTimeout);
	}

	/**
	 * Start a new context. Unless told otherwise it has no identity, trusts the JVM's
	 * root authorities, speaks TLS 1.3 and 1.2 with a modern cipher list, asks clients
	 * for no certificate and refuses peers that do not verify.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the source of connections for a role, made at the first call. Servers and
	 * clients call this once before their first connection.
	 * @param role which side we are
	 * @return the source of connections
	 * @throws TlsConfigurationException if the engine cannot honour an option
	 */
	public EngineContext engineContext(Role role) {
		synchronized (this.engineContexts) {
			EngineContext engineContext = this.engineContexts.get(role);
			if (engineContext == null) {
				checkIdentity(role);
				engineContext = this.engine.create(this.options, role);
				this.engineContexts.put(role, engineContext);
			}
			return engineContext;
		}
	}

	private void checkIdentity(Role role) {
		if (role == Role.SERVER && this.options.credentials().identities().isEmpty()) {
			throw new TlsConfigurationException("key", null, "A server needs a private key and a certificate.",
					"Set key and cert, or pfx, or ssl-bundle, or self-signed for development.", null);
		}
	}

	/**
	 * Return the verifier of peers' certificates.
	 * @return the verifier
	 */
	public PeerVerifier verifier() {
		return this.verifier;
	}

	/**
	 * Return whether a server with this context asks clients for a certificate.
	 * @return {@code true} if it does
	 */
	public boolean requestCert() {
		return this.options.clientCertificate() != ClientCertificate.NOT_REQUESTED;
	}

	/**
	 * Return whether peers that do not verify are refused.
	 * @return {@code true} if they are
	 */
	public boolean rejectUnauthorized() {
		return this.rejectUnauthorized;
	}

	/**
	 * Return the certificates of our identities.
	 * @return the first certificate of each identity; may be empty
	 */
	public List<X509Certificate> certificates() {
		return this.options.credentials().identities().stream().map((identity) -> identity.certificate()).toList();
	}

	/**
	 * Return the engine that speaks for this context.
	 * @return the engine
	 */
	public TlsEngine engine() {
		return this.engine;
	}

	/**
	 * Puts a {@link SecureContext} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		private Credentials credentials = Credentials.NONE;

		private @Nullable TrustAnchors trust;

		private TlsEngine engine = TlsEngine.jdk();

		private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");

		private CipherList ciphers = CipherList.modern();

		private boolean honorCipherOrder = true;

		private boolean requestCert;

		private boolean rejectUnauthorized = true;

		private int sessionCacheSize;

		private Duration sessionTimeout = Duration.ofSeconds(300);

		private Builder() {
		}

		/**
		 * Set who we are. Authorities that came in a PKCS#12 file are trusted as well.
		 * @param credentials keys and certificates
		 * @return this builder
		 */
		public Builder credentials(Credentials credentials) {
			this.credentials = credentials;
			return this;
		}

		/**
		 * Set whom we trust, in place of the JVM's root authorities.
		 * @param trust authorities and revocation lists
		 * @return this builder
		 */
		public Builder trust(TrustAnchors trust) {
			this.trust = trust;
			return this;
		}

		/**
		 * Set who speaks TLS.
		 * @param engine the engine
		 * @return this builder
		 */
		public Builder engine(TlsEngine engine) {
			this.engine = engine;
			return this;
		}

		/**
		 * Set the protocol versions.
		 * @param protocols versions as JSSE names them, as in {@code TLSv1.3}
		 * @return this builder
		 */
		public Builder protocols(List<String> protocols) {
			this.protocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Set the cipher suites, by preference.
		 * @param ciphers an OpenSSL cipher list
		 * @return this builder
		 */
		public Builder ciphers(CipherList ciphers) {
			this.ciphers = ciphers;
			return this;
		}

		/**
		 * Set whose preference decides on the cipher suite.
		 * @param honorCipherOrder {@code true} for the server's, {@code false} for the
		 * client's
		 * @return this builder
		 */
		public Builder honorCipherOrder(boolean honorCipherOrder) {
			this.honorCipherOrder = honorCipherOrder;
			return this;
		}

		/**
		 * Set whether a server asks its clients for a certificate.
		 * @param requestCert {@code true} to ask
		 * @return this builder
		 */
		public Builder requestCert(boolean requestCert) {
			this.requestCert = requestCert;
			return this;
		}

		/**
		 * Set what becomes of peers that do not verify.
		 * @param rejectUnauthorized {@code true} to refuse them, {@code false} to let
		 * them in with the reason
		 * @return this builder
		 */
		public Builder rejectUnauthorized(boolean rejectUnauthorized) {
			this.rejectUnauthorized = rejectUnauthorized;
			return this;
		}

		/**
		 * Set how much is kept for resumption in this process.
		 * @param cacheSize the number of sessions, 0 for the engine's own limit
		 * @param timeout how long a session may be resumed
		 * @return this builder
		 */
		public Builder sessions(int cacheSize, Duration timeout) {
			this.sessionCacheSize = cacheSize;
			this.sessionTimeout = timeout;
			return this;
		}

		/**
		 * Make the context.
		 * @return the context
		 */
		public SecureContext build() {
			return new SecureContext(this);
		}

		private TrustAnchors anchors() {
			List<X509Certificate> extra = this.credentials.authorities();
			if (this.trust == null) {
				// as in the reference, authorities of a PKCS#12 file come instead of the
				// well-known ones
				return extra.isEmpty() ? TrustAnchors.jvmDefault() : TrustAnchors.of(extra);
			}
			return extra.isEmpty() ? this.trust : this.trust.withCertificates(extra);
		}

		private ClientCertificate clientCertificate() {
			if (!this.requestCert) {
				return ClientCertificate.NOT_REQUESTED;
			}
			return this.rejectUnauthorized ? ClientCertificate.REQUIRED : ClientCertificate.REQUESTED;
		}

	}

}
