package dev.tlsboot.engine.bc;

import java.time.Duration;
import java.util.List;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.trust.PeerTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a server shall be like. Immutable.
 *
 * @param identities who we are, the preferred one first
 * @param trust who is let in
 * @param protocols some of {@code TLSv1.3} and {@code TLSv1.2}
 * @param ciphers the cipher suites, by preference
 * @param honorCipherOrder whether that preference beats the clients'
 * @param groups the named groups of the key exchange by preference; empty for all
 * @param requestCertificate whether clients are asked for a certificate
 * @param requireCertificate whether those that have none are refused
 * @param alpnProtocols the application protocols by preference; empty for no ALPN
 * @param sessionCacheSize how many sessions are kept in this process, 0 for as many as
 * seems fit
 * @param sessionTimeout how long a session may be resumed
 * @param sessionIdContext what sessions are bound to besides the server name, or
 * {@code null}
 */
public record ServerSettings(List<Identity> identities, PeerTrustManager trust, List<String> protocols,
		CipherList ciphers, boolean honorCipherOrder, List<String> groups, boolean requestCertificate,
		boolean requireCertificate, List<String> alpnProtocols, int sessionCacheSize, Duration sessionTimeout,
		@Nullable String sessionIdContext) {

	public ServerSettings {
		identities = List.copyOf(identities);
		protocols = List.copyOf(protocols);
		groups = List.copyOf(groups);
		alpnProtocols = List.copyOf(alpnProtocols);
	}

}
