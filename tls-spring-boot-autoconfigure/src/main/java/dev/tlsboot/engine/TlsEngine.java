package dev.tlsboot.engine;

import java.util.List;
import java.util.Set;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * An implementation of TLS. Stateless; safe for use by several threads.
 */
public interface TlsEngine {

	/**
	 * Return the name that the option {@code engine} knows it by.
	 * @return the name in lower case
	 */
	String name();

	/**
	 * Return what it can do that not every engine can.
	 * @return the features
	 */
	Set<EngineFeature> features();

	/**
	 * Return whether it can be that side of a connection.
	 * @param role the side
	 * @return {@code true} if it can
	 */
	default boolean serves(Role role) {
		return true;
	}

	/**
	 * Do all that can be done once for many connections.
	 * @param options what the connections shall be like
	 * @param role which side they are
	 * @return the source of connections
	 * @throws TlsConfigurationException if this engine cannot honour an option
	 */
	EngineContext create(EngineOptions options, Role role);

	/**
	 * Do the same, and say why it is this engine.
	 * @param options what the connections shall be like
	 * @param role which side they are
	 * @return the source of connections, and the engines that were passed over
	 * @throws TlsConfigurationException if this engine cannot honour an option
	 */
	default EngineChoice choose(EngineOptions options, Role role) {
		return new EngineChoice(create(options, role), List.of());
	}

	/**
	 * Return the engine on the JDK's own TLS (JSSE).
	 * @return the engine {@code jdk}
	 */
	static TlsEngine jdk() {
		return JdkTlsEngine.INSTANCE;
	}

	/**
	 * Return the engine on BoringSSL, by Netty's {@code netty-tcnative-boringssl-static}.
	 * @return the engine {@code openssl}
	 * @throws TlsConfigurationException if the library is not on the class path, or not
	 * for this machine
	 */
	static TlsEngine openSsl() {
		OpenSslPresence.check();
		return new OpenSslTlsEngine();
	}

	/**
	 * Return the engine on Bouncy Castle's low-level TLS, by its {@code bctls-jdk18on}.
	 * It is for servers.
	 * @return the engine {@code bouncycastle}
	 * @throws TlsConfigurationException if the library is not on the class path
	 */
	static TlsEngine bouncyCastle() {
		BouncyCastlePresence.check();
		return new BouncyCastleTlsEngine();
	}

	/**
	 * Return the first of the engines {@code openssl}, {@code jdk} and
	 * {@code bouncycastle} that is present and honours all options.
	 * @return the engine {@code auto}
	 */
	static TlsEngine auto() {
		return AutoTlsEngine.ofPresent();
	}

}
