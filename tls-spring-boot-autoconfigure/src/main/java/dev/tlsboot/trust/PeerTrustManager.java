package dev.tlsboot.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies peers for an {@link SSLEngine}: leaves the verdict on the session, and ends
 * the handshake of those that are not to be let in. It serves engines only; there is no
 * verdict to leave on a socket.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {

	/**
	 * The name under which a session has its verdict: an {@link Optional} that holds an
	 * {@link AuthorizationError} when the peer is not authorized.
	 */
	public static final String VERDICT_KEY = PeerTrustManager.class.getName() + ".verdict";

	private final PeerVerifier verifier;

	private final boolean rejectUnauthorized;

	private final List<X509Certificate> acceptedIssuers;

	/**
	 * Create a trust manager.
	 * @param verifier who verifies
	 * @param rejectUnauthorized whether to end the handshake of a peer that does not
	 * verify
	 * @param acceptedIssuers whose names clients are sent, to choose their certificate
	 * by; may be empty
	 */
	public PeerTrustManager(PeerVerifier verifier, boolean rejectUnauthorized, List<X509Certificate> acceptedIssuers) {
		this.verifier = verifier;
		this.rejectUnauthorized = rejectUnauthorized;
		this.acceptedIssuers = List.copyOf(acceptedIssuers);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		decide(this.verifier.verifyClient(List.of(chain)), engine);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		decide(this.verifier.verifyServer(List.of(chain), engine.getPeerHost()), engine);
	}

	private void decide(Optional<AuthorizationError> error, SSLEngine engine) throws CertificateException {
		SSLSession session = engine.getHandshakeSession();
		if (session != null) {
			session.putValue(VERDICT_KEY, error);
		}
		if (this.rejectUnauthorized && error.isPresent()) {
			throw new UnauthorizedPeerException(error.get());
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.acceptedIssuers.toArray(X509Certificate[]::new);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		throw enginesOnly();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		throw enginesOnly();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw enginesOnly();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw enginesOnly();
	}

	private static CertificateException enginesOnly() {
		return new CertificateException("Peers are verified for an SSLEngine only");
	}

}
