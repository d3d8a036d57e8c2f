package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.tlsboot.engine.TlsEngine;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Properties that servers and clients have in common.
 */
@ConfigurationPropertiesSource
public abstract class EndpointProperties extends CredentialProperties {

	/**
	 * Who speaks TLS.
	 */
	private Engine engine = Engine.AUTO;

	/**
	 * Whether files of keys, certificates, authorities, revocation lists and session
	 * ticket keys are watched, and read anew when they change. Connections that are there
	 * keep what they have.
	 */
	private boolean reloadOnUpdate;

	/**
	 * Comma-separated list of the protocol versions to speak. Older versions work only
	 * where the JVM allows them.
	 */
	private List<String> protocols = new ArrayList<>();

	/**
	 * Comma-separated list of the named groups of the key exchange, by preference, as in
	 * 'X25519MLKEM768,x25519'. Without it, the engine's own are used.
	 */
	private List<String> groups = new ArrayList<>();

	/**
	 * Comma-separated list of the application protocols to negotiate by ALPN, by
	 * preference.
	 */
	private List<String> alpnProtocols = new ArrayList<>();

	/**
	 * Comma-separated list of the application protocols to negotiate by NPN, with TLS 1.2
	 * and older, by preference.
	 */
	private List<String> npnProtocols = new ArrayList<>();

	/**
	 * Whether peers whose certificate does not verify are refused. Otherwise they are let
	 * in, and the connection says why they are not authorized.
	 */
	private boolean rejectUnauthorized = true;

	/**
	 * Time within which a handshake has to be done, zero for no limit.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(120);

	public Engine getEngine() {
		return this.engine;
	}

	public void setEngine(Engine engine) {
		this.engine = engine;
	}

	public boolean isReloadOnUpdate() {
		return this.reloadOnUpdate;
	}

	public void setReloadOnUpdate(boolean reloadOnUpdate) {
		this.reloadOnUpdate = reloadOnUpdate;
	}

	public List<String> getProtocols() {
		return this.protocols;
	}

	public void setProtocols(List<String> protocols) {
		this.protocols = protocols;
	}

	public List<String> getGroups() {
		return this.groups;
	}

	public void setGroups(List<String> groups) {
		this.groups = groups;
	}

	public List<String> getAlpnProtocols() {
		return this.alpnProtocols;
	}

	public void setAlpnProtocols(List<String> alpnProtocols) {
		this.alpnProtocols = alpnProtocols;
	}

	public List<String> getNpnProtocols() {
		return this.npnProtocols;
	}

	public void setNpnProtocols(List<String> npnProtocols) {
		this.npnProtocols = npnProtocols;
	}

	public boolean isRejectUnauthorized() {
		return this.rejectUnauthorized;
	}

	public void setRejectUnauthorized(boolean rejectUnauthorized) {
		this.rejectUnauthorized = rejectUnauthorized;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	/**
	 * The engines there are.
	 */
	public enum Engine {

		/**
		 * The first of openssl, jdk and bouncycastle that is present and honours all
		 * properties.
		 */
		AUTO(TlsEngine::auto),

		/**
		 * The JDK's own TLS.
		 */
		JDK(TlsEngine::jdk),

		/**
		 * BoringSSL, with netty-tcnative-boringssl-static on the class path.
		 */
		OPENSSL(TlsEngine::openSsl),

		/**
		 * Bouncy Castle, with bctls-jdk18on on the class path; for servers.
		 */
		BOUNCYCASTLE(TlsEngine::bouncyCastle);

		private final Supplier<TlsEngine> engine;

		Engine(Supplier<TlsEngine> engine) {
			this.engine = engine;
		}

		TlsEngine engine() {
			return this.engine.get();
		}

	}

}
