package dev.tlsboot.engine;

import java.util.Set;

import dev.tlsboot.engine.EngineOptions.ClientCertificate;
import dev.tlsboot.engine.bc.BouncyCastleServer;
import dev.tlsboot.engine.bc.ServerSettings;
import dev.tlsboot.failure.TlsConfigurationException;

/**
 * The engine on Bouncy Castle's low-level TLS, for servers.
 */
final class BouncyCastleTlsEngine implements TlsEngine {

	private static final Set<EngineFeature> FEATURES = Set.of(EngineFeature.EXTERNAL_SESSIONS,
			EngineFeature.KEY_UPDATE_LIMIT, EngineFeature.ALPN_SELECTION);

	@Override
	public String name() {
		return "bouncycastle";
	}

	@Override
	public Set<EngineFeature> features() {
		return FEATURES;
	}

	@Override
	public boolean serves(Role role) {
		return role == Role.SERVER;
	}

	@Override
	public EngineContext create(EngineOptions options, Role role) {
		if (!serves(role)) {
			throw new TlsConfigurationException("engine", name(), "This engine is for servers only.",
					"Use engine 'jdk', 'openssl' or 'auto' for clients.", null);
		}
		EngineFeature.check(this, options);
		ContextBuilders.checkProtocols(options.protocols(), BouncyCastleServer.PROTOCOLS, "Bouncy Castle's server");
		SessionOptions sessions = options.sessions();
		return new BouncyCastleEngineContext(this,
				BouncyCastleServer.of(new ServerSettings(options.credentials().identities(), options.trust(),
						options.protocols(), options.ciphers(), options.honorCipherOrder(), options.groups(),
						options.clientCertificate() != ClientCertificate.NOT_REQUESTED,
						options.clientCertificate() == ClientCertificate.REQUIRED, options.alpnProtocols(),
						sessions.cacheSize(), sessions.timeout(), sessions.idContext())),
				options);
	}

}
