package dev.tlsboot.engine;

import java.security.KeyStore;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.cipher.CipherSuites;
import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;

/**
 * What Netty's contexts are told alike, whoever speaks TLS.
 */
final class ContextBuilders {

	private ContextBuilders() {
	}

	static SslContextBuilder of(EngineOptions options, Role role, KeyManagerFactory keys) {
		SslContextBuilder builder = (role == Role.CLIENT)
				// the trust manager checks the name; null keeps the engine from doing it
				// too
				? SslContextBuilder.forClient().keyManager(keys).endpointIdentificationAlgorithm(null)
				: SslContextBuilder.forServer(keys).clientAuth(clientAuth(options));
		return builder.trustManager(options.trust())
			.protocols(options.protocols())
			.sessionCacheSize(options.sessions().cacheSize())
			.sessionTimeout(options.sessions().timeout().toSeconds());
	}

	private static ClientAuth clientAuth(EngineOptions options) {
		return switch (options.clientCertificate()) {
			case NOT_REQUESTED -> ClientAuth.NONE;
			case REQUESTED -> ClientAuth.OPTIONAL;
			case REQUIRED -> ClientAuth.REQUIRE;
		};
	}

	static KeyManagerFactory keys(IdentityKeyManager manager) {
		return new SimpleKeyManagerFactory() {
			@Override
			protected void engineInit(KeyStore keyStore, char[] password) {
			}

			@Override
			protected void engineInit(ManagerFactoryParameters parameters) {
			}

			@Override
			protected KeyManager[] engineGetKeyManagers() {
				return new KeyManager[] { manager };
			}
		};
	}

	/**
	 * Return the suites, by their standard names, that a protocol version is spoken for.
	 */
	static List<CipherSuite> ciphers(List<String> standardNames, EngineOptions options) {
		return standardNames.stream()
			.flatMap((name) -> CipherSuites.byStandardName(name).stream())
			.filter((suite) -> isSpoken(suite, options.protocols()))
			.toList();
	}

	/**
	 * Complain if no protocol version is spoken for any suite: every handshake would
	 * fail.
	 */
	static void checkCiphers(List<String> standardNames, EngineOptions options) {
		if (ciphers(standardNames, options).isEmpty()) {
			throw new TlsConfigurationException("ciphers", options.ciphers().toString(),
					"It selects no cipher suite of " + String.join(" or ", options.protocols()) + ".",
					"Name a suite of these protocol versions, or set protocols.", null);
		}
	}

	private static boolean isSpoken(CipherSuite suite, List<String> protocols) {
		return switch (suite.protocol()) {
			case "TLSv1.3", "TLSv1.2" -> protocols.contains(suite.protocol());
			default -> protocols.stream().anyMatch((protocol) -> !protocol.equals("TLSv1.3"));
		};
	}

	/**
	 * Complain about protocol versions that an engine does not know, or if there is none.
	 */
	static void checkProtocols(List<String> protocols, Collection<String> known, String whose) {
		for (String protocol : protocols) {
			if (!known.contains(protocol)) {
				throw new TlsConfigurationException("protocols", protocol,
						whose + " knows no protocol version '" + protocol + "'.",
						"Use some of " + String.join(", ", known) + ".", null);
			}
		}
		if (protocols.isEmpty()) {
			throw new TlsConfigurationException("protocols", null, "No protocol version is left to speak.",
					"Name at least one, as in TLSv1.3.", null);
		}
	}

}
