package dev.tlsboot.autoconfigure;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

import javax.net.ssl.SSLSocketFactory;

import dev.tlsboot.autoconfigure.TlsServerProperties.SniContext;
import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.engine.EngineFeature;
import dev.tlsboot.engine.SessionOptions;
import dev.tlsboot.engine.TicketKey;
import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Makes {@link SecureContext}s of properties: the one place that knows both. Its errors
 * name options without their prefix.
 */
class SecureContextFactory {

	private static final Logger logger = LoggerFactory.getLogger(SecureContextFactory.class);

	private final SourceLoader sources;

	private final @Nullable SslBundles bundles;

	private final ServerSessions sessions;

	private final String applicationName;

	private final ContextInputs inputs;

	/**
	 * A throw-away certificate is made once, and stays when files around it change.
	 */
	private final Map<CredentialProperties, Credentials> throwAway;

	SecureContextFactory(ResourceLoader resourceLoader, @Nullable SslBundles bundles, ServerSessions sessions,
			String applicationName) {
		this(new SourceLoader(resourceLoader), bundles, sessions, applicationName, new ContextInputs(),
				Collections.synchronizedMap(new WeakHashMap<>()));
	}

	private SecureContextFactory(SourceLoader sources, @Nullable SslBundles bundles, ServerSessions sessions,
			String applicationName, ContextInputs inputs, Map<CredentialProperties, Credentials> throwAway) {
		this.sources = sources;
		this.bundles = bundles;
		this.sessions = sessions;
		this.applicationName = applicationName;
		this.inputs = inputs;
		this.throwAway = throwAway;
	}

	/**
	 * Return a factory that tells what a context is made of.
	 * @param inputs is told
	 * @return a factory for one context
	 */
	SecureContextFactory telling(ContextInputs inputs) {
		return new SecureContextFactory(this.sources.telling(inputs::read), this.bundles, this.sessions,
				this.applicationName, inputs, this.throwAway);
	}

	/**
	 * Return the files that hold what a context is made of.
	 * @param properties the properties
	 * @return the files, which may be symbolic links
	 * @throws TlsConfigurationException if a location is no file, and cannot be watched
	 */
	List<Path> files(CredentialProperties properties) {
		List<Path> files = new ArrayList<>();
		files.addAll(this.sources.files("key", properties.getKey()));
		files.addAll(this.sources.files("cert", properties.getCert()));
		if (StringUtils.hasText(properties.getPfx())) {
			files.addAll(this.sources.files("pfx", List.of(properties.getPfx())));
		}
		files.addAll(this.sources.files("ca", properties.getCa()));
		files.addAll(this.sources.files("crl", properties.getCrl()));
		if (properties instanceof TlsServerProperties server) {
			files.addAll(this.sources.files("session.ticket-keys", server.getSession().getTicketKeys()));
		}
		return files;
	}

	/**
	 * Say what is odd about the properties of a server, but works.
	 * @param server the server
	 */
	void warn(ServerDefinition server) {
		TlsServerProperties properties = server.properties();
		if (properties.isSelfSigned()) {
			logger.warn("The TLS server shows a throw-away certificate, made at this start. "
					+ "{}.self-signed is for development only", server.prefix());
		}
		if (!properties.isRequestCert() && !asksForCertificates(properties.getSni())
				&& !(properties.getCa().isEmpty() && properties.getCrl().isEmpty())) {
			logger.warn("{}.ca and crl have no effect without request-cert: clients are not asked for a certificate",
					server.prefix());
		}
	}

	/**
	 * Load what the properties of a server name.
	 * @param server the server
	 * @return what was loaded, for the contexts of the server
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	Material material(ServerDefinition server) {
		TlsServerProperties properties = server.properties();
		List<TicketKey> ticketKeys = this.sources.load("session.ticket-keys", properties.getSession().getTicketKeys())
			.stream()
			.map(SecureContextFactory::ticketKey)
			.toList();
		return material(properties, properties.isSelfSigned(), null).with(ticketKeys);
	}

	/**
	 * Make the context of a server.
	 * @param server the server
	 * @param alpnSelector selects its application protocols, or {@code null} for none
	 * @param material what its properties name
	 * @return the context
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	SecureContext server(ServerDefinition server, @Nullable AlpnSelector alpnSelector, Material material) {
		TlsServerProperties properties = server.properties();
		SecureContext.Builder builder = serverBuilder(server, "default", material.ticketKeys())
			.alpnSelector(alpnSelector);
		return apply(builder, material, properties).requestCert(properties.isRequestCert())
			.rejectUnauthorized(properties.isRejectUnauthorized())
			.build();
	}

	private static boolean asksForCertificates(TlsServerProperties.Sni sni) {
		return sni.getContexts().stream().anyMatch((context) -> Boolean.TRUE.equals(context.getRequestCert()));
	}

	/**
	 * Make a context for clients of a server that ask for certain names. What its
	 * properties do not say, those of the server do, but for an identity.
	 * @param server the server
	 * @param alpnSelector selects its application protocols, or {@code null} for none
	 * @param ofServer what the properties of the server name
	 * @param own the properties of the context
	 * @return the context
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	SecureContext sni(ServerDefinition server, @Nullable AlpnSelector alpnSelector, Material ofServer, SniContext own) {
		TlsServerProperties properties = server.properties();
		List<String> names = texts(own.getServerName());
		if (names.isEmpty()) {
			throw new TlsConfigurationException("server-name", null, "It is missing.",
					"Name the host that the context is for, as in www.example.com.", null);
		}
		SecureContext.Builder builder = serverBuilder(server, names.get(0), ofServer.ticketKeys())
			.alpnSelector(alpnSelector);
		return apply(builder, material(own, false, ofServer), properties)
			.requestCert(Objects.requireNonNullElse(own.getRequestCert(), properties.isRequestCert()))
			.rejectUnauthorized(
					Objects.requireNonNullElse(own.getRejectUnauthorized(), properties.isRejectUnauthorized()))
			.build();
	}

	private SecureContext.Builder serverBuilder(ServerDefinition server, String contextName,
			List<TicketKey> ticketKeys) {
		TlsServerProperties properties = server.properties();
		TlsServerProperties.Session session = properties.getSession();
		String idContext = StringUtils.hasText(properties.getSessionIdContext()) ? properties.getSessionIdContext()
				: this.applicationName + (server.isDefault() ? "" : "/" + server.prefix()) + "/" + contextName;
		return this.sessions.apply(SecureContext.builder(), server)
			.honorCipherOrder(properties.isHonorCipherOrder())
			.required(required(properties))
			.sessions(new SessionOptions(session.getCacheSize(), session.getTimeout(), session.isTickets(), ticketKeys,
					idContext, false));
	}

	private static TicketKey ticketKey(CredentialSource source) {
		try {
			return TicketKey.of(source.content());
		}
		catch (TlsConfigurationException ex) {
			throw new TlsConfigurationException(source.option(), source.location(), String.valueOf(ex.getMessage()),
					ex.remedy(), ex);
		}
	}

	/**
	 * Limits that were set, and not left alone, must not mean nothing.
	 */
	private static Set<EngineFeature> required(TlsServerProperties properties) {
		Set<EngineFeature> features = EnumSet.noneOf(EngineFeature.class);
		Integer renegotiations = properties.getRenegLimit();
		boolean none = renegotiations != null && renegotiations == 0;
		if (!none && (renegotiations != null || properties.getRenegWindow() != null)) {
			features.add(EngineFeature.RENEGOTIATION);
		}
		if (properties.getKeyUpdateLimit() != null || (none && properties.getRenegWindow() != null)) {
			features.add(EngineFeature.KEY_UPDATE_LIMIT);
		}
		return features;
	}

	/**
	 * Make the context of the client.
	 * @param properties its properties
	 * @return the context
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	SecureContext client(TlsClientProperties properties) {
		SecureContext.Builder builder = SecureContext.builder()
			.rejectUnauthorized(properties.isRejectUnauthorized())
			.sessions(new SessionOptions(properties.getSession().getCacheSize(), properties.getSession().getTimeout(),
					true, List.of(), null, false));
		return apply(builder, material(properties, false, null), properties).build();
	}

	private static SecureContext.Builder apply(SecureContext.Builder builder, Material material,
			EndpointProperties properties) {
		builder.engine(properties.getEngine().engine())
			.credentials(material.credentials())
			.groups(texts(properties.getGroups()))
			.alpnProtocols(texts(properties.getAlpnProtocols()))
			.npnProtocols(texts(properties.getNpnProtocols()));
		if (material.trust() != null) {
			builder.trust(material.trust());
		}
		List<String> protocols = agreed(texts(properties.getProtocols()), material.protocols());
		if (!protocols.isEmpty()) {
			builder.protocols(protocols);
		}
		if (material.ciphers() != null) {
			builder.ciphers(material.ciphers());
		}
		return builder;
	}

	private static List<String> texts(List<String> values) {
		return values.stream().filter(StringUtils::hasText).toList();
	}

	/**
	 * Load what properties name.
	 * @param properties the properties
	 * @param selfSigned whether an identity is made instead
	 * @param fallback what counts for all but the identity where the properties say
	 * nothing, or {@code null}
	 */
	private Material material(CredentialProperties properties, boolean selfSigned, @Nullable Material fallback) {
		checkContradictions(properties, selfSigned);
		Credentials credentials;
		TrustAnchors trust;
		List<String> protocols = List.of();
		CipherList ciphers = StringUtils.hasText(properties.getCiphers()) ? CipherList.parse(properties.getCiphers())
				: null;
		if (StringUtils.hasText(properties.getSslBundle())) {
			BundleMaterial bundle = BundleMaterial.of(this.bundles, properties.getSslBundle(), this.inputs);
			credentials = bundle.credentials();
			trust = bundle.trust();
			protocols = bundle.protocols();
			ciphers = agreed(ciphers, bundle.ciphers());
		}
		else {
			credentials = credentials(properties, selfSigned);
			List<CredentialSource> authorities = this.sources.load("ca", properties.getCa());
			trust = authorities.isEmpty() ? null : TrustAnchors.fromPem(authorities);
		}
		if (fallback != null) {
			trust = (trust == null && credentials.authorities().isEmpty()) ? fallback.allTrusted() : trust;
			protocols = protocols.isEmpty() ? fallback.protocols() : protocols;
			ciphers = (ciphers != null) ? ciphers : fallback.ciphers();
		}
		trust = withRevocationLists(trust, properties, credentials);
		this.inputs.made(credentials, trust);
		return new Material(credentials, trust, protocols, ciphers, List.of());
	}

	/**
	 * Two properties that say the same thing in two ways must not be resolved in silence.
	 */
	private static void checkContradictions(CredentialProperties properties, boolean selfSigned) {
		boolean key = !isEmpty(properties.getKey());
		boolean cert = !isEmpty(properties.getCert());
		boolean bundle = StringUtils.hasText(properties.getSslBundle());
		boolean pfx = StringUtils.hasText(properties.getPfx());
		Map<String, Boolean> identities = new LinkedHashMap<>();
		identities.put("self-signed", selfSigned);
		identities.put("ssl-bundle", bundle);
		identities.put("pfx", pfx);
		identities.put(key ? "key" : "cert", key || cert);
		List<String> chosen = identities.keySet().stream().filter(identities::get).toList();
		if (chosen.size() > 1) {
			throw excludes(chosen.get(0), chosen.get(1));
		}
		if (bundle && !isEmpty(properties.getCa())) {
			throw excludes("ssl-bundle", "ca");
		}
		if (key != cert) {
			throw new TlsConfigurationException(key ? "key" : "cert", null,
					key ? "A private key says nothing without its certificate."
							: "A certificate is of no use without its private key.",
					key ? "Set cert as well." : "Set key as well.", null);
		}
		if (StringUtils.hasLength(properties.getPassphrase()) && !key && !pfx) {
			throw new TlsConfigurationException("passphrase", null, "There is neither key nor pfx that it could open.",
					"Set one of them, or leave the passphrase out.", null);
		}
	}

	private static TlsConfigurationException excludes(String option, String other) {
		return new TlsConfigurationException(option, null, "It excludes '" + other + "', which is set as well.",
				"Keep one of " + option + " and " + other + ".", null);
	}

	private static boolean isEmpty(List<String> values) {
		return values.stream().noneMatch(StringUtils::hasText);
	}

	private Credentials credentials(CredentialProperties properties, boolean selfSigned) {
		if (selfSigned) {
			return this.throwAway.computeIfAbsent(properties, (key) -> Credentials.selfSigned());
		}
		if (StringUtils.hasText(properties.getPfx())) {
			List<CredentialSource> files = this.sources.load("pfx", List.of(properties.getPfx()));
			if (files.size() != 1) {
				throw new TlsConfigurationException("pfx", properties.getPfx(), "There can be one PKCS#12 file only.",
						"Name one file; for several identities use key and cert.", null);
			}
			return Credentials.fromPkcs12(files.get(0), properties.getPassphrase());
		}
		List<CredentialSource> keys = this.sources.load("key", properties.getKey());
		List<CredentialSource> certificates = this.sources.load("cert", properties.getCert());
		return keys.isEmpty() ? Credentials.NONE : Credentials.fromPem(keys, certificates, properties.getPassphrase());
	}

	private @Nullable TrustAnchors withRevocationLists(@Nullable TrustAnchors trust, CredentialProperties properties,
			Credentials credentials) {
		List<CredentialSource> revocationLists = this.sources.load("crl", properties.getCrl());
		if (revocationLists.isEmpty()) {
			return trust;
		}
		TrustAnchors anchors = trust;
		if (anchors == null) {
			anchors = credentials.authorities().isEmpty() ? TrustAnchors.jvmDefault()
					: TrustAnchors.of(credentials.authorities());
		}
		return anchors.withRevocationLists(revocationLists);
	}

	private static List<String> agreed(List<String> protocols, List<String> ofBundle) {
		if (!protocols.isEmpty() && !ofBundle.isEmpty() && !Set.copyOf(protocols).equals(Set.copyOf(ofBundle))) {
			throw contradicts("protocols", "options.enabled-protocols");
		}
		return protocols.isEmpty() ? ofBundle : protocols;
	}

	private static @Nullable CipherList agreed(@Nullable CipherList ciphers, List<String> ofBundle) {
		if (ofBundle.isEmpty()) {
			return ciphers;
		}
		CipherList bundleList = CipherList.parse(String.join(":", ofBundle));
		if (ciphers != null && !ciphers.select(suitesOfJvm()).equals(bundleList.select(suitesOfJvm()))) {
			throw contradicts("ciphers", "options.ciphers");
		}
		return bundleList;
	}

	private static Set<String> suitesOfJvm() {
		return new LinkedHashSet<>(
				Arrays.asList(((SSLSocketFactory) SSLSocketFactory.getDefault()).getSupportedCipherSuites()));
	}

	private static TlsConfigurationException contradicts(String option, String bundleOption) {
		return new TlsConfigurationException(option, null,
				"It differs from what the SSL bundle says in its " + bundleOption + ".",
				"Set " + option + " in one of the two places only.", null);
	}

	/**
	 * What properties name, loaded.
	 *
	 * @param credentials who we are
	 * @param trust whom we trust, or {@code null} where nobody said so
	 * @param protocols the protocol versions of the bundle; may be empty
	 * @param ciphers the cipher suites, or {@code null} where nobody said so
	 * @param ticketKeys the keys of a server for session tickets; may be empty
	 */
	record Material(Credentials credentials, @Nullable TrustAnchors trust, List<String> protocols,
			@Nullable CipherList ciphers, List<TicketKey> ticketKeys) {

		Material with(List<TicketKey> ticketKeys) {
			return new Material(this.credentials, this.trust, this.protocols, this.ciphers, ticketKeys);
		}

		/**
		 * Authorities of a PKCS#12 file included, which a context trusts by itself.
		 */
		@Nullable TrustAnchors allTrusted() {
			List<X509Certificate> authorities = this.credentials.authorities();
			if (authorities.isEmpty()) {
				return this.trust;
			}
			return (this.trust != null) ? this.trust.withCertificates(authorities) : TrustAnchors.of(authorities);
		}

	}

}
