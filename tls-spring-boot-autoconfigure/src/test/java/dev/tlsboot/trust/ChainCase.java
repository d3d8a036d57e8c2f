package dev.tlsboot.trust;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.trust.AuthorizationError.Code;

/**
 * A chain that a peer presents, whom the other side trusts, and what comes of it.
 *
 * @param name the name, unique
 * @param purpose whether a client or a server presents the chain
 * @param chain what is presented; empty for nothing
 * @param anchors whom the other side trusts
 * @param lists the revocation lists of the other side
 * @param host the host that a client means, or {@code null}
 * @param expected the code, or {@code null} for an authorized peer
 */
record ChainCase(String name, Purpose purpose, List<Held> chain, List<X509Certificate> anchors, List<X509CRL> lists,
		String host, Code expected) {

	List<X509Certificate> certificates() {
		return this.chain.stream().map(Held::certificate).toList();
	}

	Optional<AuthorizationError> verify() {
		PeerVerifier verifier = PeerVerifier.of(TrustAnchors.of(this.anchors, this.lists));
		return (this.purpose == Purpose.TLS_CLIENT) ? verifier.verifyClient(certificates())
				: verifier.verifyServer(certificates(), this.host);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
