package dev.tlsboot.engine.bc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.TlsServerContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's side of connections that share keys, trust and session cache. Safe
 * for use by several threads.
 */
public final class BouncyCastleServer {

	/**
	 * The protocol versions there are, as JSSE names them.
	 */
	public static final List<String> PROTOCOLS = Versions.SUPPORTED;

	private final ServerSettings settings;

	private final JdkCrypto crypto = JdkCrypto.INSTANCE;

	private final List<ServerIdentity> identities;

	private final Groups groups;

	private final Set<String> supportedSuites;

	private final List<String> suites;

	private final SessionCache cache;

	private BouncyCastleServer(ServerSettings settings) {
		this.settings = settings;
		this.identities = settings.identities()
			.stream()
			.map((identity) -> ServerIdentity.of(identity, this.crypto))
			.toList();
		this.groups = Groups.of(settings.groups(), this.crypto);
		this.supportedSuites = Suites.supported(this.crypto);
		this.suites = settings.ciphers().select(this.supportedSuites).stream().map(CipherSuite::standardName).toList();
		this.cache = new SessionCache(settings.sessionCacheSize(), settings.sessionTimeout().toMillis());
	}

	/**
	 * Do all that can be done once for many connections.
	 * @param settings what the connections shall be like
	 * @return the source of connections
	 * @throws TlsConfigurationException if Bouncy Castle cannot honour one of the
	 * settings; protocol versions are not checked
	 */
	public static BouncyCastleServer of(ServerSettings settings) {
		return new BouncyCastleServer(settings);
	}

	/**
	 * Make the engine of one connection, which resumes sessions of this process.
	 * @param servername the name that the client asked for, or {@code null}
	 * @param applicationProtocol the application protocol that was selected for the
	 * connection; {@code null} to select among the server's
	 * @return the engine; it runs no tasks, and may be used by several threads
	 */
	public SSLEngine newEngine(@Nullable String servername, @Nullable String applicationProtocol) {
		return new BouncyCastleEngine(this, new ServerConnection(servername, applicationProtocol, this.cache));
	}

	/**
	 * Make the engine of one connection, whose sessions are in a store outside of this
	 * process.
	 * @param servername the name that the client asked for, or {@code null}
	 * @param applicationProtocol the application protocol that was selected for the
	 * connection; {@code null} to select among the server's
	 * @param found returns what the store has found for the id in the ClientHello, or
	 * {@code null}. What is no session of such an engine counts for nothing
	 * @param created takes the id and the bytes of a session that a full handshake has
	 * made
	 * @return the engine; it runs no tasks, and may be used by several threads
	 */
	public SSLEngine newEngine(@Nullable String servername, @Nullable String applicationProtocol,
			Supplier<byte @Nullable []> found, BiConsumer<byte[], byte[]> created) {
		return new BouncyCastleEngine(this,
				new ServerConnection(servername, applicationProtocol, SessionAccess.external(found, created)));
	}

	/**
	 * Return whether a handshake resumed an earlier session.
	 * @param session the session of an engine made here, after its handshake
	 * @return {@code true} if it did
	 */
	public static boolean resumed(SSLSession session) {
		return session instanceof ConnectionSession connection && connection.resumed();
	}

	/**
	 * Return whether it was a renegotiation that an engine made here has ended its
	 * connection for.
	 * @param error what the engine threw
	 * @return {@code true} if it was
	 */
	public static boolean refusedRenegotiation(Throwable error) {
		return error.getCause() instanceof ServerProtocol.RenegotiationAlert;
	}

	ServerSettings settings() {
		return this.settings;
	}

	JdkCrypto crypto() {
		return this.crypto;
	}

	Groups groups() {
		return this.groups;
	}

	Set<String> supportedSuites() {
		return this.supportedSuites;
	}

	/**
	 * Return the cipher suites that are enabled.
	 * @return their standard names, by preference
	 */
	public List<String> suites() {
		return this.suites;
	}

	/**
	 * Find the first identity that the client can verify.
	 * @param context the handshake, after the client has told what it can verify
	 * @param keyExchange how the cipher suite exchanges keys
	 * @return the identity and what signs for it, or empty if there is none
	 */
	Optional<Signing> signing(TlsServerContext context, int keyExchange) {
		return this.identities.stream()
			.flatMap((identity) -> identity.signer(context, keyExchange)
				.map((signer) -> new Signing(identity, signer))
				.stream())
			.findFirst();
	}

	/**
	 * An identity in one handshake.
	 *
	 * @param identity who we are
	 * @param signer what signs for it
	 */
	record Signing(ServerIdentity identity, DefaultTlsCredentialedSigner signer) {

	}

}
