package dev.tlsboot.engine;

import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.failure.TlsConfigurationException;

/**
 * The engine on the JDK's own TLS.
 */
final class JdkTlsEngine implements TlsEngine {

	static final JdkTlsEngine INSTANCE = new JdkTlsEngine();

	private static final Set<EngineFeature> FEATURES = Set.of(EngineFeature.RENEGOTIATION,
			EngineFeature.KEY_UPDATE_LIMIT, EngineFeature.ALPN_SELECTION);

	/**
	 * What JSSE speaks on every JVM. See the class description of {@link SSLContext}.
	 */
	private static final Set<String> EVERYWHERE = Set.of("TLSv1.2", "TLSv1.3");

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
		SSLContext context = context(options);
		checkProtocols(options.protocols(), context);
		NamedGroups.check(options.groups());
		List<String> ciphers = options.ciphers()
			.select(new LinkedHashSet<>(Arrays.asList(context.getServerSocketFactory().getSupportedCipherSuites())))
			.stream()
			.map(CipherSuite::standardName)
			.toList();
		ContextBuilders.checkCiphers(ciphers, options);
		return new JdkEngineContext(context, ciphers, options, role);
	}

	/**
	 * Netty's own context for JSSE would have to load all of Bouncy Castle's provider and
	 * the JVM's roots before the first server is there.
	 */
	private static SSLContext context(EngineOptions options) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(
					new KeyManager[] {
							new IdentityKeyManager(options.credentials().identities(), options.sessions().tickets()) },
					new TrustManager[] { options.trust() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM has no TLS", ex);
		}
	}

	private static void checkProtocols(List<String> protocols, SSLContext context) {
		// an engine is not made without need: the classes that shake hands can wait
		if (protocols.isEmpty() || !EVERYWHERE.containsAll(protocols)) {
			Set<String> known = new LinkedHashSet<>(Arrays.asList(context.createSSLEngine().getSupportedProtocols()));
			// spoken only inside older handshakes, never by itself
			known.remove("SSLv2Hello");
			ContextBuilders.checkProtocols(protocols, known, "The JDK's TLS");
		}
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

}
