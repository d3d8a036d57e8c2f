package dev.tlsboot.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Ends the handshake of peers that do not verify, where they are to be refused. Where
 * they are not it lets everybody pass: the verdict is found after the handshake then. (It
 * could be left on the session here, but JSSE gives out no session tickets for a session
 * that values were put on.) It serves engines only.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {

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
		if (this.rejectUnauthorized) {
			refuse(this.verifier.verifyClient(List.of(chain)));
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		if (this.rejectUnauthorized) {
			refuse(this.verifier.verifyServer(List.of(chain), engine.getPeerHost()));
		}
	}

	private static void refuse(Optional<AuthorizationError> error) throws CertificateException {
		if (error.isPresent()) {
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
