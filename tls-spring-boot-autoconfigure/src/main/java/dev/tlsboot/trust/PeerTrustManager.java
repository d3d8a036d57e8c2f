package dev.tlsboot.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import org.jspecify.annotations.Nullable;

/**
 * Ends the handshake of a peer that does not verify, where such are to be refused, and
 * lets everybody pass where they are not: ask the {@link PeerVerifier} after the
 * handshake then. It leaves nothing on the session, because JSSE gives no session tickets
 * for a session that values were put on. Serves clients and servers; safe for use by
 * several threads.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {

	private final PeerVerifier verifier;

	private final boolean rejectUnauthorized;

	private final boolean checkServerIdentity;

	private final List<X509Certificate> acceptedIssuers;

	/**
	 * Create a trust manager.
	 * @param verifier who verifies
	 * @param rejectUnauthorized whether to end the handshake of a peer that does not
	 * verify
	 * @param checkServerIdentity whether a server has to have a certificate for the host
	 * that the engine or socket names as its peer; nothing is checked where none is named
	 * @param acceptedIssuers whose names a server sends to clients, for them to choose
	 * their certificate by; may be empty, which means any
	 */
	public PeerTrustManager(PeerVerifier verifier, boolean rejectUnauthorized, boolean checkServerIdentity,
			List<X509Certificate> acceptedIssuers) {
		this.verifier = verifier;
		this.rejectUnauthorized = rejectUnauthorized;
		this.checkServerIdentity = checkServerIdentity;
		this.acceptedIssuers = List.copyOf(acceptedIssuers);
	}

	/**
	 * Return one with the same verifier.
	 * @param rejectUnauthorized whether to end the handshake of a peer that does not
	 * verify
	 * @param checkServerIdentity whether a server has to have a certificate for the host
	 * that the engine or socket names as its peer
	 * @return a trust manager
	 */
	public PeerTrustManager with(boolean rejectUnauthorized, boolean checkServerIdentity) {
		return new PeerTrustManager(this.verifier, rejectUnauthorized, checkServerIdentity, this.acceptedIssuers);
	}

	/**
	 * Do now what the first peer would have to wait for. May take a while, and read a
	 * file.
	 */
	public void prepare() {
		this.verifier.prepare();
	}

	/**
	 * Return whether a server has to have a certificate for the host that it is reached
	 * by.
	 * @return {@code true} if it has
	 */
	public boolean checksServerIdentity() {
		return this.checkServerIdentity;
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		checkClient(chain, engine);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		checkClient(chain, null);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		checkClient(chain, null);
	}

	private void checkClient(X509Certificate[] chain, @Nullable SSLEngine engine) throws CertificateException {
		if (this.rejectUnauthorized) {
			refuse(this.verifier.verifyClient(List.of(chain)), engine);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		checkServer(chain, engine.getPeerHost(), engine);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		SSLSession session = (socket instanceof SSLSocket tls) ? tls.getHandshakeSession() : null;
		checkServer(chain, (session != null) ? session.getPeerHost() : null, null);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		checkServer(chain, null, null);
	}

	private void checkServer(X509Certificate[] chain, @Nullable String host, @Nullable SSLEngine engine)
			throws CertificateException {
		if (this.rejectUnauthorized) {
			refuse(this.verifier.verifyServer(List.of(chain), this.checkServerIdentity ? host : null), engine);
		}
	}

	private static void refuse(Optional<AuthorizationError> error, @Nullable SSLEngine engine)
			throws CertificateException {
		if (error.isPresent()) {
			UnauthorizedPeerException refusal = new UnauthorizedPeerException(error.get());
			throw (engine instanceof ReferenceCountedOpenSslEngine)
					? new OpenSslCertificateException(refusal.getMessage(), refusal, verifyResult(error.get()))
					: refusal;
		}
	}

	/**
	 * Return an {@code X509_V_ERR_…} that BoringSSL makes the wanted alert of: the ones
	 * of a missing issuer, expiry, revocation, wrong purpose, rejection, and an
	 * extension.
	 */
	private static int verifyResult(AuthorizationError error) {
		return switch (error.alert()) {
			case UNKNOWN_CA -> 20;
			case CERTIFICATE_EXPIRED -> 10;
			case CERTIFICATE_REVOKED -> 23;
			case UNSUPPORTED_CERTIFICATE -> 26;
			case BAD_CERTIFICATE -> 28;
			case CERTIFICATE_UNKNOWN, CERTIFICATE_REQUIRED -> 34;
		};
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.acceptedIssuers.toArray(X509Certificate[]::new);
	}

}
