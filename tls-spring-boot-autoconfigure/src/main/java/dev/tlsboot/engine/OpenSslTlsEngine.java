package dev.tlsboot.engine;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLException;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/**
 * The engine on BoringSSL, by Netty.
 */
final class OpenSslTlsEngine implements TlsEngine {

	private static final Set<EngineFeature> FEATURES = Set.of(EngineFeature.NPN, EngineFeature.TICKET_KEYS);

	private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1");

	/**
	 * The suites of TLS 1.3, which BoringSSL has no switch for.
	 */
	private static final Set<String> TLS13_SUITES = Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
			"TLS_CHACHA20_POLY1305_SHA256");

	private static final Set<String> KEY_ALGORITHMS = Set.of("RSA", "EC", "Ed25519", "EdDSA");

	@Override
	public String name() {
		return "openssl";
	}

	@Override
	public Set<EngineFeature> features() {
		return FEATURES;
	}

	@Override
	public EngineContext create(EngineOptions options, Role role) {
		EngineFeature.check(this, options);
		ContextBuilders.checkProtocols(options.protocols(), PROTOCOLS, "BoringSSL");
		checkKeys(options.credentials().identities());
		try {
			ProviderRsaKeys rsaKeys = ProviderRsaKeys.of(options.credentials().identities()).orElse(null);
			BoringSslKeyManager keys = new BoringSslKeyManager(options.credentials().identities(), rsaKeys);
			SslContextBuilder builder = ContextBuilders
				.of(options, role, new OpenSslCachingX509KeyManagerFactory(ContextBuilders.keys(keys)))
				.sslProvider(SslProvider.OPENSSL_REFCNT)
				.ciphers(ciphers(options), IdentityCipherSuiteFilter.INSTANCE);
			if (rsaKeys != null) {
				builder.option(OpenSslContextOption.PRIVATE_KEY_METHOD, rsaKeys);
			}
			if (!options.groups().isEmpty()) {
				builder.option(OpenSslContextOption.GROUPS, options.groups().toArray(String[]::new));
			}
			ApplicationProtocolConfig applicationProtocols = applicationProtocols(options);
			if (applicationProtocols != null) {
				builder.applicationProtocolConfig(applicationProtocols);
			}
			return new OpenSslEngineContext(this, (ReferenceCountedOpenSslContext) builder.build(), keys, options,
					role);
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw refused(ex, options);
		}
	}

	private TlsConfigurationException refused(Exception ex, EngineOptions options) {
		String message = String.valueOf(ex.getMessage());
		if (message.contains("groups")) {
			return new TlsConfigurationException("groups", String.join(",", options.groups()),
					"BoringSSL does not know all of these groups.",
					"Use some of X25519MLKEM768, x25519, secp256r1, secp384r1 and secp521r1.", ex);
		}
		return new TlsConfigurationException("engine", name(), "BoringSSL refuses the settings: " + message,
				"Correct the setting that the message names.", ex);
	}

	private static void checkKeys(List<Identity> identities) {
		for (Identity identity : identities) {
			PrivateKey key = identity.key();
			if (!KEY_ALGORITHMS.contains(key.getAlgorithm())) {
				throw new TlsConfigurationException("key", null,
						"BoringSSL has no keys of the type " + key.getAlgorithm() + ".",
						"Use an RSA, EC or Ed25519 key, or engine 'jdk'.", null);
			}
		}
	}

	private static List<String> ciphers(EngineOptions options) {
		List<String> selected = options.ciphers()
			.select(new LinkedHashSet<>(OpenSsl.availableJavaCipherSuites()))
			.stream()
			.map(CipherSuite::standardName)
			.toList();
		if (options.protocols().contains("TLSv1.3") && !selected.containsAll(TLS13_SUITES)) {
			throw new TlsConfigurationException("ciphers", options.ciphers().toString(),
					"BoringSSL speaks all three cipher suites of TLS 1.3, or no TLS 1.3.",
					"Name all of TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 and TLS_CHACHA20_POLY1305_SHA256, "
							+ "or none of them, or leave TLSv1.3 out of protocols, or use engine 'jdk'.",
					null);
		}
		ContextBuilders.checkCiphers(selected, options);
		return selected;
	}

	private static @Nullable ApplicationProtocolConfig applicationProtocols(EngineOptions options) {
		List<String> alpn = options.alpnProtocols();
		List<String> npn = options.npnProtocols();
		if (alpn.isEmpty() && npn.isEmpty()) {
			return null;
		}
		if (!alpn.isEmpty() && !npn.isEmpty() && !alpn.equals(npn)) {
			throw new TlsConfigurationException("npn-protocols", String.join(",", npn),
					"They differ from alpn-protocols, and BoringSSL takes one list for both.",
					"Set both to the same protocols, or leave one of them out.", null);
		}
		Protocol protocol = npn.isEmpty() ? Protocol.ALPN : alpn.isEmpty() ? Protocol.NPN : Protocol.NPN_AND_ALPN;
		return new ApplicationProtocolConfig(protocol, SelectorFailureBehavior.NO_ADVERTISE,
				SelectedListenerFailureBehavior.ACCEPT, new ArrayList<>(alpn.isEmpty() ? npn : alpn));
	}

}
