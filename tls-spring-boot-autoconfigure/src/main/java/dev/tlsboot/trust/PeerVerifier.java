package dev.tlsboot.trust;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import dev.tlsboot.credential.TrustAnchors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the chain a peer presented against our anchors, and says why not. Built once;
 * safe for use by several threads; never blocks and never asks the network.
 */
public final class PeerVerifier {

	private PeerVerifier() {
	}

	public static PeerVerifier of(TrustAnchors anchors) {
		throw new IllegalStateException("to be written");
	}

	/**
	 * Verify a client's chain.
	 * @param chain what the client presented, its own certificate first; may be empty
	 * @return why the client is not authorized, or empty when it is
	 */
	public Optional<AuthorizationError> verifyClient(List<X509Certificate> chain) {
		throw new IllegalStateException("to be written");
	}

	/**
	 * Verify a server's chain.
	 * @param chain what the server presented, its own certificate first; may be empty
	 * @param hostName the name or IP address the certificate has to be for, or
	 * {@code null} to leave that check out
	 * @return why the server is not authorized, or empty when it is
	 */
	public Optional<AuthorizationError> verifyServer(List<X509Certificate> chain, @Nullable String hostName) {
		throw new IllegalStateException("to be written");
	}

}
