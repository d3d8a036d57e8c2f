package dev.tlsboot.engine;

import java.time.Duration;
import java.util.List;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.trust.PeerTrustManager;

/**
 * What the connections of one context shall be like. Immutable.
 *
 * @param credentials who we are
 * @param trust who is let in, and the verdict on who is not
 * @param protocols the protocol versions, as JSSE names them
 * @param ciphers the cipher suites, by preference
 * @param honorCipherOrder whether a server's preference beats its clients'
 * @param clientCertificate whether a server asks its clients for a certificate
 * @param sessionCacheSize how many sessions are kept for resumption, 0 for the engine's
 * own limit
 * @param sessionTimeout how long a session may be resumed, at least a second
 */
public record EngineOptions(Credentials credentials, PeerTrustManager trust, List<String> protocols, CipherList ciphers,
		boolean honorCipherOrder, ClientCertificate clientCertificate, int sessionCacheSize, Duration sessionTimeout) {

	public EngineOptions {
		protocols = List.copyOf(protocols);
	}

	/**
	 * How much a server wants its clients' certificates.
	 */
	public enum ClientCertificate {

		/**
		 * It does not ask.
		 */
		NOT_REQUESTED,

		/**
		 * It asks, and goes on without.
		 */
		REQUESTED,

		/**
		 * It asks, and refuses who has none.
		 */
		REQUIRED

	}

}
