package dev.tlsboot.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.SSLSocketFactory;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.engine.SessionOptions;
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

	private static final Set<String> SUITES_OF_JVM = new LinkedHashSet<>(
			Arrays.asList(((SSLSocketFactory) SSLSocketFactory.getDefault()).getSupportedCipherSuites()));

	private final SourceLoader sources;

	private final @Nullable SslBundles bundles;

	SecureContextFactory(ResourceLoader resourceLoader, @Nullable SslBundles bundles) {
		this.sources = new SourceLoader(resourceLoader);
		this.bundles = bundles;
	}

	/**
	 * Make the context of the server.
	 * @param properties its properties
	 * @return the context
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	SecureContext server(TlsServerProperties properties) {
		SecureContext.Builder builder = builder(properties, properties.isSelfSigned());
		if (properties.isSelfSigned()) {
			logger.warn("The TLS server shows a throw-away certificate, made at this start. "
					+ "tls.server.self-signed is for development only");
		}
		if (!properties.isRequestCert() && !(properties.getCa().isEmpty() && properties.getCrl().isEmpty())) {
			logger.warn("tls.server.ca and tls.server.crl have no effect without tls.server.request-cert: "
					+ "clients are not asked for a certificate");
		}
		return builder.honorCipherOrder(properties.isHonorCipherOrder())
			.requestCert(properties.isRequestCert())
			.build();
	}

	/**
	 * Make the context of the client.
	 * @param properties its properties
	 * @return the context
	 * @throws TlsConfigurationException if a property cannot work, or contradicts another
	 */
	SecureContext client(TlsClientProperties properties) {
		return builder(properties, false).build();
	}

	private SecureContext.Builder builder(EndpointProperties properties, boolean selfSigned) {
		checkContradictions(properties, selfSigned);
		SecureContext.Builder builder = SecureContext.builder()
			.rejectUnauthorized(properties.isRejectUnauthorized())
			.sessions(new SessionOptions(properties.getSession().getCacheSize(), properties.getSession().getTimeout(),
					true, List.of(), null));
		List<String> protocols = properties.getProtocols().stream().filter(StringUtils::hasText).toList();
		CipherList ciphers = StringUtils.hasText(properties.getCiphers()) ? CipherList.parse(properties.getCiphers())
				: null;
		TrustAnchors trust = null;
		if (StringUtils.hasText(properties.getSslBundle())) {
			BundleMaterial bundle = BundleMaterial.of(this.bundles, properties.getSslBundle());
			builder.credentials(bundle.credentials());
			trust = withRevocationLists(bundle.trust(), properties, bundle.credentials());
			protocols = agreed(protocols, bundle.protocols());
			ciphers = agreed(ciphers, bundle.ciphers());
		}
		else {
			Credentials credentials = credentials(properties, selfSigned);
			builder.credentials(credentials);
			List<CredentialSource> authorities = this.sources.load("ca", properties.getCa());
			trust = withRevocationLists(authorities.isEmpty() ? null : TrustAnchors.fromPem(authorities), properties,
					credentials);
		}
		if (trust != null) {
			builder.trust(trust);
		}
		if (!protocols.isEmpty()) {
			builder.protocols(protocols);
		}
		if (ciphers != null) {
			builder.ciphers(ciphers);
		}
		return builder;
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
			return Credentials.selfSigned();
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
		if (ciphers != null && !ciphers.select(SUITES_OF_JVM).equals(bundleList.select(SUITES_OF_JVM))) {
			throw contradicts("ciphers", "options.ciphers");
		}
		return bundleList;
	}

	private static TlsConfigurationException contradicts(String option, String bundleOption) {
		return new TlsConfigurationException(option, null,
				"It differs from what the SSL bundle says in its " + bundleOption + ".",
				"Set " + option + " in one of the two places only.", null);
	}

}
