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
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
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
	public Set<EngineFeature> features() {
		return FEATURES;
	}

	@Override
	public EngineContext create(EngineOptions options, Role role) {
		EngineFeature.check(this, options);
		SSLParameters supported = supportedParameters();
		checkProtocols(options.protocols(), supported);
		NamedGroups.check(options.groups());
		List<String> ciphers = options.ciphers()
			.select(new LinkedHashSet<>(Arrays.asList(supported.getCipherSuites())))
			.stream()
			.map(CipherSuite::standardName)
			.toList();
		ContextBuilders.checkCiphers(ciphers, options);
		try {
			IdentityKeyManager keys = new IdentityKeyManager(options.credentials().identities(),
					options.sessions().tickets());
			SslContext context = ContextBuilders.of(options, role, ContextBuilders.keys(keys))
				.sslProvider(SslProvider.JDK)
				.ciphers(ciphers, IdentityCipherSuiteFilter.INSTANCE)
				.build();
			return new JdkEngineContext(context, options, role);
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw new TlsConfigurationException("engine", name(),
					"The JDK's TLS refuses the settings: " + ex.getMessage(),
					"Correct the setting that the message names.", ex);
		}
	}

	private static void checkProtocols(List<String> protocols, SSLParameters supported) {
		Set<String> known = new LinkedHashSet<>(Arrays.asList(supported.getProtocols()));
		// spoken only inside older handshakes, never by itself
		known.remove("SSLv2Hello");
		ContextBuilders.checkProtocols(protocols, known, "The JDK's TLS");
		for (String protocol : protocols) {
			if (disabledByJvm(protocol)) {
				throw new TlsConfigurationException("protocols", protocol,
						"This JVM's security property jdk.tls.disabledAlgorithms forbids " + protocol + ".",
						"Leave it out, or take it out of that property in the JVM's java.security file.", null);
			}
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
