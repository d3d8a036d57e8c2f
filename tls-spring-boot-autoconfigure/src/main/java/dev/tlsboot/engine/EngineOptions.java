package dev.tlsboot.engine;

import java.util.List;
import java.util.Set;

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
 * @param groups the named groups of the key exchange by preference, as JSSE and RFC 8446
 * name them; empty for the engine's own
 * @param clientCertificate whether a server asks its clients for a certificate
 * @param alpnProtocols the application protocols, by preference; empty for no ALPN
 * @param npnProtocols the application protocols, by preference; empty for no NPN
 * @param sessions how sessions are resumed
 * @param alpnSelection whether the application selects the protocol of each connection
 * @param required what the engine has to be able to do besides
 */
public record EngineOptions(Credentials credentials, PeerTrustManager trust, List<String> protocols, CipherList ciphers,
		boolean honorCipherOrder, List<String> groups, ClientCertificate clientCertificate, List<String> alpnProtocols,
		List<String> npnProtocols, SessionOptions sessions, boolean alpnSelection, Set<EngineFeature> required) {

	public EngineOptions {
		protocols = List.copyOf(protocols);
		groups = List.copyOf(groups);
		alpnProtocols = List.copyOf(alpnProtocols);
		npnProtocols = List.copyOf(npnProtocols);
		required = Set.copyOf(required);
	}

	/**
	 * Return the same for another policy on peers.
	 * @param trust who is let in
	 * @param clientCertificate whether a server asks its clients for a certificate
	 * @return the options
	 */
	public EngineOptions withPolicy(PeerTrustManager trust, ClientCertificate clientCertificate) {
		return new EngineOptions(this.credentials, trust, this.protocols, this.ciphers, this.honorCipherOrder,
				this.groups, clientCertificate, this.alpnProtocols, this.npnProtocols, this.sessions,
				this.alpnSelection, this.required);
	}

	/**
	 * Return the same with other application protocols.
	 * @param alpnProtocols those of ALPN, by preference
	 * @param npnProtocols those of NPN, by preference
	 * @return the options
	 */
	public EngineOptions withApplicationProtocols(List<String> alpnProtocols, List<String> npnProtocols) {
		return new EngineOptions(this.credentials, this.trust, this.protocols, this.ciphers, this.honorCipherOrder,
				this.groups, this.clientCertificate, alpnProtocols, npnProtocols, this.sessions, this.alpnSelection,
				this.required);
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
