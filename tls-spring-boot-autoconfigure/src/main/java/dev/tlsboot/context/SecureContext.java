package dev.tlsboot.context;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.engine.EngineChoice;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.EngineFeature;
import dev.tlsboot.engine.EngineOptions;
import dev.tlsboot.engine.EngineOptions.ClientCertificate;
import dev.tlsboot.engine.Role;
import dev.tlsboot.engine.SessionOptions;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TicketKeyRing;
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

	private final @Nullable AlpnSelector alpnSelector;

	private final @Nullable SharedSessions sharedSessions;

	private final @Nullable TicketKeyRing ticketKeyRing;

	// asked by every connection
	private final Map<Role, EngineChoice> engineChoices = new ConcurrentHashMap<>(2);

	private final Map<Policy, SecureContext> variants;

	private final Map<ApplicationProtocols, SecureContext> byApplicationProtocols = new LatestContexts();

	private SecureContext(Builder builder) {
		TrustAnchors anchors = builder.anchors();
		this.engine = builder.engine;
		this.rejectUnauthorized = builder.rejectUnauthorized;
		this.alpnSelector = builder.alpnSelector;
		this.verifier = PeerVerifier.of(anchors);
		this.sharedSessions = builder.sharedSessions;
		this.ticketKeyRing = builder.ticketKeyRing;
		this.options = new EngineOptions(builder.credentials,
				new PeerTrustManager(this.verifier, builder.rejectUnauthorized, true,
						anchors.wellKnown() ? List.of() : anchors.certificates()),
				builder.protocols, builder.ciphers, builder.honorCipherOrder, builder.groups,
				builder.clientCertificate(), builder.alpnProtocols, builder.npnProtocols, builder.sessionOptions(),
				builder.alpnSelector != null, builder.requiredFeatures());
		this.variants = new ConcurrentHashMap<>();
		this.variants.put(policy(), this);
		prepareToVerifyClients();
	}

	private SecureContext(SecureContext origin, EngineOptions options, boolean rejectUnauthorized,
			Map<Policy, SecureContext> variants) {
		this.engine = origin.engine;
		this.rejectUnauthorized = rejectUnauthorized;
		this.alpnSelector = origin.alpnSelector;
		this.verifier = origin.verifier;
		this.sharedSessions = origin.sharedSessions;
		this.ticketKeyRing = origin.ticketKeyRing;
		this.options = options;
		this.variants = variants;
		prepareToVerifyClients();
	}

	private void prepareToVerifyClients() {
		if (this.options.clientCertificate() != ClientCertificate.NOT_REQUESTED) {
			this.verifier.prepare();
		}
	}

	/**
	 * Return the same context with another policy on peers.
	 * @param requestCert whether a server asks clients for a certificate
	 * @param rejectUnauthorized whether peers that do not verify are refused
	 * @return the context of that policy; the same for each call
	 */
	public SecureContext with(boolean requestCert, boolean rejectUnauthorized) {
		return variant(new Policy(Builder.clientCertificate(requestCert, rejectUnauthorized), rejectUnauthorized,
				this.options.trust().checksServerIdentity()));
	}

	/**
	 * Return the same context for clients that check the names in a server's certificate
	 * themselves, once the handshake is done.
	 * @return the context; the same for each call
	 */
	public SecureContext withoutServerIdentityCheck() {
		return variant(new Policy(this.options.clientCertificate(), this.rejectUnauthorized, false));
	}

	private SecureContext variant(Policy policy) {
		return this.variants.computeIfAbsent(policy,
				(missing) -> new SecureContext(this,
						this.options.withPolicy(
								this.options.trust().with(missing.rejectUnauthorized(), missing.checkServerIdentity()),
								missing.clientCertificate()),
						missing.rejectUnauthorized(), this.variants));
	}

	private Policy policy() {
		return new Policy(this.options.clientCertificate(), this.rejectUnauthorized,
				this.options.trust().checksServerIdentity());
	}

	/**
	 * Return the same context with other application protocols. Its sessions are its own.
	 * @param alpnProtocols those to negotiate by ALPN, by preference; empty for no ALPN
	 * @param npnProtocols those to negotiate by NPN, by preference; empty for no NPN
	 * @return the context; the same for each call, as long as not many others have been
	 * asked for since
	 * @throws TlsConfigurationException if that is no name of a protocol
	 */
	public SecureContext withApplicationProtocols(List<String> alpnProtocols, List<String> npnProtocols) {
		ApplicationProtocols protocols = new ApplicationProtocols(List.copyOf(alpnProtocols),
				List.copyOf(npnProtocols));
		if (protocols.equals(new ApplicationProtocols(alpnProtocols(), npnProtocols()))) {
			return this;
		}
		synchronized (this.byApplicationProtocols) {
			return this.byApplicationProtocols.computeIfAbsent(protocols, this::withApplicationProtocols);
		}
	}

	private SecureContext withApplicationProtocols(ApplicationProtocols protocols) {
		Builder.checkApplicationProtocols("alpn-protocols", protocols.alpn());
		Builder.checkApplicationProtocols("npn-protocols", protocols.npn());
		Map<Policy, SecureContext> variants = new ConcurrentHashMap<>();
		SecureContext context = new SecureContext(this,
				this.options.withApplicationProtocols(protocols.alpn(), protocols.npn()), this.rejectUnauthorized,
				variants);
		variants.put(context.policy(), context);
		return context;
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
	 * clients call this before their first connection, and for each.
	 * @param role which side we are
	 * @return the source of connections
	 * @throws TlsConfigurationException if the engine cannot honour an option
	 */
	public EngineContext engineContext(Role role) {
		return engineChoice(role).context();
	}

	/**
	 * Return who speaks TLS in a role, and why. Made at the first call.
	 * @param role which side we are
	 * @return the source of connections, and the engines that were passed over
	 * @throws TlsConfigurationException if the engine cannot honour an option
	 */
	public EngineChoice engineChoice(Role role) {
		EngineChoice choice = this.engineChoices.get(role);
		if (choice == null) {
			choice = choose(role);
		}
		if (this.ticketKeyRing != null) {
			choice.context().ticketKeys(this.ticketKeyRing.keys());
		}
		return choice;
	}

	private synchronized EngineChoice choose(Role role) {
		EngineChoice choice = this.engineChoices.get(role);
		if (choice == null) {
			checkIdentity(role);
			if (role == Role.CLIENT) {
				this.verifier.prepare();
			}
			choice = this.engine.choose(this.options, role);
			this.engineChoices.put(role, choice);
		}
		return choice;
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
	 * Return the protocol versions.
	 * @return versions as JSSE names them
	 */
	public List<String> protocols() {
		return this.options.protocols();
	}

	/**
	 * Return the named groups of the key exchange.
	 * @return the groups by preference; empty for the engine's own
	 */
	public List<String> groups() {
		return this.options.groups();
	}

	/**
	 * Return the application protocols to negotiate by ALPN.
	 * @return the protocols by preference; empty for none, and where an
	 * {@link AlpnSelector} selects
	 */
	public List<String> alpnProtocols() {
		return this.options.alpnProtocols();
	}

	/**
	 * Return the application protocols to negotiate by NPN.
	 * @return the protocols by preference; empty for none
	 */
	public List<String> npnProtocols() {
		return this.options.npnProtocols();
	}

	/**
	 * Return who speaks TLS for this context, as it was asked for.
	 * @return the engine; what one that chooses among others has chosen,
	 * {@link #engineChoice} tells
	 */
	public TlsEngine engine() {
		return this.engine;
	}

	/**
	 * Return how sessions are resumed.
	 * @return the options
	 */
	public SessionOptions sessions() {
		return this.options.sessions();
	}

	/**
	 * Return the sessions that are stored outside of this process.
	 * @return the sessions, or empty without a store
	 */
	public Optional<SharedSessions> sharedSessions() {
		return Optional.ofNullable(this.sharedSessions);
	}

	/**
	 * Return the keys for session tickets that servers share.
	 * @return the keys, or empty if the engine has its own
	 */
	public Optional<TicketKeyRing> ticketKeyRing() {
		return Optional.ofNullable(this.ticketKeyRing);
	}

	/**
	 * Return whether a protocol version may be spoken.
	 * @param protocol the version as JSSE names it, as in {@code TLSv1.3}
	 * @return {@code true} if it may
	 */
	public boolean speaks(String protocol) {
		return this.options.protocols().contains(protocol);
	}

	/**
	 * Select the application protocol of a connection of a server: the first of the
	 * server's that the client offers, or what the {@link AlpnSelector} says.
	 * @param servername the host name that the client asked for, or {@code null}
	 * @param offered what the client offers by ALPN; not empty
	 * @return the protocol, or {@code null} if the server has none, and ALPN is not used
	 * @throws TlsHandshakeException if there is none for this client, which is to be
	 * refused with the alert {@code no_application_protocol} (RFC 7301, section 3.2)
	 */
	public @Nullable String selectApplicationProtocol(@Nullable String servername, List<String> offered) {
		String selected;
		if (this.alpnSelector != null) {
			selected = this.alpnSelector.select(servername, offered);
			if (selected != null && !offered.contains(selected)) {
				throw new TlsHandshakeException(FailureReason.ALERT,
						"The AlpnSelector selected '" + selected + "', which the client does not offer", null);
			}
		}
		else if (this.options.alpnProtocols().isEmpty()) {
			return null;
		}
		else {
			selected = this.options.alpnProtocols().stream().filter(offered::contains).findFirst().orElse(null);
		}
		if (selected == null) {
			throw new TlsHandshakeException(FailureReason.ALERT,
					"The client offers no application protocol that is spoken here", null);
		}
		return selected;
	}

	/**
	 * Puts a {@link SecureContext} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		/**
		 * RFC 7301, section 3.1.
		 */
		private static final int MAXIMUM_PROTOCOL_LENGTH = 255;

		private Credentials credentials = Credentials.NONE;

		private @Nullable TrustAnchors trust;

		private TlsEngine engine = TlsEngine.jdk();

		private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");

		private CipherList ciphers = CipherList.modern();

		private boolean honorCipherOrder = true;

		private boolean requestCert;

		private boolean rejectUnauthorized = true;

		private List<String> groups = List.of();

		private List<String> alpnProtocols = List.of();

		private List<String> npnProtocols = List.of();

		private @Nullable AlpnSelector alpnSelector;

		private SessionOptions sessions = SessionOptions.DEFAULT;

		private @Nullable SharedSessions sharedSessions;

		private @Nullable TicketKeyRing ticketKeyRing;

		private Set<EngineFeature> required = Set.of();

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
		 * Set the named groups of the key exchange, by preference.
		 * @param groups groups as RFC 8446 names them, as in {@code x25519}; empty, as
		 * unless set, for the engine's own
		 * @return this builder
		 */
		public Builder groups(List<String> groups) {
			this.groups = List.copyOf(groups);
			return this;
		}

		/**
		 * Set the application protocols to negotiate by ALPN (RFC 7301). A client that
		 * offers none of a server's is refused.
		 * @param protocols protocols by preference, each of 1 to 255 ASCII characters;
		 * empty, as unless set, for no ALPN
		 * @return this builder
		 */
		public Builder alpnProtocols(List<String> protocols) {
			checkApplicationProtocols("alpn-protocols", protocols);
			this.alpnProtocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Set the application protocols to negotiate by NPN, in TLS 1.2 and older.
		 * @param protocols protocols by preference, each of 1 to 255 ASCII characters;
		 * empty, as unless set, for no NPN
		 * @return this builder
		 */
		public Builder npnProtocols(List<String> protocols) {
			checkApplicationProtocols("npn-protocols", protocols);
			this.npnProtocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Set who selects a server's application protocol, connection by connection.
		 * @param alpnSelector the selector, in place of {@link #alpnProtocols}, or
		 * {@code null} for none
		 * @return this builder
		 */
		public Builder alpnSelector(@Nullable AlpnSelector alpnSelector) {
			this.alpnSelector = alpnSelector;
			return this;
		}

		/**
		 * Set how sessions are resumed.
		 * @param sessions the options; {@link SessionOptions#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder sessions(SessionOptions sessions) {
			this.sessions = sessions;
			return this;
		}

		/**
		 * Set where a server's sessions are stored, besides this process. The engine has
		 * to be one that can.
		 * @param sharedSessions the sessions in a store, or {@code null}, as unless set,
		 * for none
		 * @return this builder
		 */
		public Builder sharedSessions(@Nullable SharedSessions sharedSessions) {
			this.sharedSessions = sharedSessions;
			return this;
		}

		/**
		 * Set which keys session tickets are sealed with, in place of those of the
		 * {@link SessionOptions}. The engine has to be one that can.
		 * @param ticketKeyRing the keys, or {@code null}, as unless set, for the
		 * options'; whoever made it starts and closes it
		 * @return this builder
		 */
		public Builder ticketKeyRing(@Nullable TicketKeyRing ticketKeyRing) {
			this.ticketKeyRing = ticketKeyRing;
			return this;
		}

		/**
		 * Set what the engine has to be able to do, besides what the other options ask
		 * for.
		 * @param features the features; none unless set
		 * @return this builder
		 */
		public Builder required(Set<EngineFeature> features) {
			this.required = Set.copyOf(features);
			return this;
		}

		/**
		 * Make the context.
		 * @return the context
		 */
		public SecureContext build() {
			if (this.alpnSelector != null && !this.alpnProtocols.isEmpty()) {
				throw new TlsConfigurationException("alpn-protocols", String.join(",", this.alpnProtocols),
						"There is an AlpnSelector as well.", "Keep one of them.", null);
			}
			if (this.ticketKeyRing != null) {
				checkTicketKeyRing();
			}
			return new SecureContext(this);
		}

		private static void checkApplicationProtocols(String option, List<String> protocols) {
			for (String protocol : protocols) {
				if (protocol.isEmpty() || protocol.length() > MAXIMUM_PROTOCOL_LENGTH
						|| !StandardCharsets.US_ASCII.newEncoder().canEncode(protocol)) {
					throw new TlsConfigurationException(option, protocol,
							"The name of an application protocol has 1 to 255 characters, of ASCII only.",
							"Correct the name, as in mqtt.", null);
				}
			}
		}

		private void checkTicketKeyRing() {
			if (!this.sessions.tickets()) {
				throw new TlsConfigurationException("session.tickets", "false",
						"The engine shares sessions by tickets, for which session.store keeps the keys.",
						"Leave session.store out, or set session.tickets to true.", null);
			}
			if (!this.sessions.ticketKeys().isEmpty()) {
				throw new TlsConfigurationException("session.ticket-keys", null,
						"It excludes 'session.store', which keeps the ticket keys of this engine.",
						"Keep one of session.ticket-keys and session.store.", null);
			}
		}

		private SessionOptions sessionOptions() {
			return new SessionOptions(this.sessions.cacheSize(), this.sessions.timeout(), this.sessions.tickets(),
					this.sessions.ticketKeys(), this.sessions.idContext(),
					this.sessions.external() || this.sharedSessions != null);
		}

		private Set<EngineFeature> requiredFeatures() {
			if (this.ticketKeyRing == null) {
				return this.required;
			}
			Set<EngineFeature> features = EnumSet.of(EngineFeature.TICKET_KEYS);
			features.addAll(this.required);
			return features;
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
			return clientCertificate(this.requestCert, this.rejectUnauthorized);
		}

		private static ClientCertificate clientCertificate(boolean requestCert, boolean rejectUnauthorized) {
			if (!requestCert) {
				return ClientCertificate.NOT_REQUESTED;
			}
			return rejectUnauthorized ? ClientCertificate.REQUIRED : ClientCertificate.REQUESTED;
		}

	}

	/**
	 * What there may be several variants of.
	 */
	private record Policy(ClientCertificate clientCertificate, boolean rejectUnauthorized,
			boolean checkServerIdentity) {

	}

	/**
	 * What there may be several variants of, connection by connection.
	 */
	private record ApplicationProtocols(List<String> alpn, List<String> npn) {

	}

	/**
	 * Whoever makes up protocols fills no memory with it: the one asked for longest ago
	 * is forgotten.
	 */
	@SuppressWarnings("serial")
	private static final class LatestContexts extends LinkedHashMap<ApplicationProtocols, SecureContext> {

		private static final int MAXIMUM = 16;

		LatestContexts() {
			super(MAXIMUM, 0.75F, true);
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<ApplicationProtocols, SecureContext> eldest) {
			return size() > MAXIMUM;
		}

	}

}
