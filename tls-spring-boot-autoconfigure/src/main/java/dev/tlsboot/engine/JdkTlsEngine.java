package dev.tlsboot.engine;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/**
 * The engine on the JDK's own TLS.
 */
final class JdkTlsEngine implements TlsEngine {

	static final JdkTlsEngine INSTANCE = new JdkTlsEngine();

	private static final Set<EngineFeature> FEATURES = Set.of(EngineFeature.RENEGOTIATION,
			EngineFeature.KEY_UPDATE_LIMIT, EngineFeature.ALPN_SELECTION);

	private JdkTlsEngine() {
	}

	@Override
	public String name() {
		return "jdk";
	}

	@Override
	public EngineContext create(EngineOptions options, Role role) {
		EngineFeature.check(this, FEATURES, options);
		SSLParameters supported = supportedParameters();
		checkProtocols(options.protocols(), supported);
		List<String> ciphers = options.ciphers()
			.select(new LinkedHashSet<>(Arrays.asList(supported.getCipherSuites())))
			.stream()
			.map(CipherSuite::standardName)
			.toList();
		try {
			SslContext context = builder(options, role).trustManager(options.trust())
				.sslProvider(SslProvider.JDK)
				.protocols(options.protocols())
				.ciphers(ciphers, IdentityCipherSuiteFilter.INSTANCE)
				.sessionCacheSize(options.sessions().cacheSize())
				.sessionTimeout(options.sessions().timeout().toSeconds())
				.build();
			NamedGroups.check(options.groups());
			return new JdkEngineContext(context, options, role);
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw new TlsConfigurationException("engine", name(),
					"The JDK's TLS refuses the settings: " + ex.getMessage(),
					"Correct the setting that the message names.", ex);
		}
	}

	private static SslContextBuilder builder(EngineOptions options, Role role) {
		IdentityKeyManager keys = new IdentityKeyManager(options.credentials().identities(),
				options.sessions().tickets());
		if (role == Role.CLIENT) {
			// the trust manager checks the name; null keeps JSSE from doing it as well
			return SslContextBuilder.forClient().keyManager(keys).endpointIdentificationAlgorithm(null);
		}
		return SslContextBuilder.forServer(keys).clientAuth(switch (options.clientCertificate()) {
			case NOT_REQUESTED -> ClientAuth.NONE;
			case REQUESTED -> ClientAuth.OPTIONAL;
			case REQUIRED -> ClientAuth.REQUIRE;
		});
	}

	private static void checkProtocols(List<String> protocols, SSLParameters supported) {
		Set<String> known = new LinkedHashSet<>(Arrays.asList(supported.getProtocols()));
		// spoken only inside older handshakes, never by itself
		known.remove("SSLv2Hello");
		for (String protocol : protocols) {
			if (!known.contains(protocol)) {
				throw new TlsConfigurationException("protocols", protocol,
						"The JDK's TLS knows no protocol version '" + protocol + "'.",
						"Use some of " + String.join(", ", known) + ".", null);
			}
			if (disabledByJvm(protocol)) {
				throw new TlsConfigurationException("protocols", protocol,
						"This JVM's security property jdk.tls.disabledAlgorithms forbids " + protocol + ".",
						"Leave it out, or take it out of that property in the JVM's java.security file.", null);
			}
		}
		if (protocols.isEmpty()) {
			throw new TlsConfigurationException("protocols", null, "No protocol version is left to speak.",
					"Name at least one, as in TLSv1.3.", null);
		}
	}

	/**
	 * JSSE lists a forbidden version as supported, lets it be enabled, and never speaks
	 * it.
	 */
	private static boolean disabledByJvm(String protocol) {
		String disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
		return disabled != null
				&& Arrays.stream(disabled.split(",")).anyMatch((entry) -> entry.strip().equalsIgnoreCase(protocol));
	}

	private static SSLParameters supportedParameters() {
		try {
			return SSLContext.getDefault().getSupportedSSLParameters();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This JVM has no TLS", ex);
		}
	}

}
