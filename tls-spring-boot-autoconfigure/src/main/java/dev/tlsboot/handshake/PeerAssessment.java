package dev.tlsboot.handshake;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CipherInfo;
import dev.tlsboot.stream.ConnectionInfo;
import dev.tlsboot.stream.PeerCertificate;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.ServerIdentityCheck;
import dev.tlsboot.trust.UnauthorizedPeerException;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake that is done says about the peer, and whether it may stay.
 *
 * @param context our keys, trust and policy
 * @param engineContext where the connection's engine comes from
 * @param role which side we are
 * @param peerName on a client the name or address of the server, on a server the name
 * that the client asked for
 * @param identityCheck on a client, checks that the server's certificate is for that name
 */
record PeerAssessment(SecureContext context, EngineContext engineContext, Role role, @Nullable String peerName,
		ServerIdentityCheck identityCheck) {

	/**
	 * Assess the peer of a connection.
	 * @param engine the engine of the connection
	 * @param startMillis when the handshake began, in milliseconds since the epoch
	 * @param asked whether the peer was asked for a certificate
	 * @return what is known of it
	 * @throws TlsHandshakeException if it may not stay
	 */
	ConnectionInfo assess(SSLEngine engine, long startMillis, boolean asked) {
		SSLSession session = engine.getSession();
		boolean resumed = this.engineContext.resumed(engine, startMillis);
		// a session without certificates says so by an exception, which a connection that
		// nobody was asked on need not pay for
		List<X509Certificate> chain = asked ? chain(session) : List.of();
		Optional<AuthorizationError> error = asked ? verdict(chain, resumed) : Optional.empty();
		if (error.isPresent() && this.context.rejectUnauthorized()) {
			throw HandshakeFailures.unauthorized(error.get(), new UnauthorizedPeerException(error.get()));
		}
		return new ConnectionInfo(asked && error.isEmpty(), error.orElse(null),
				chain.isEmpty() ? PeerCertificate.NONE : PeerCertificate.of(chain.get(0)),
				CipherInfo.of(session.getCipherSuite()), session.getProtocol(), this.peerName,
				this.engineContext.alpnProtocol(engine), this.engineContext.npnProtocol(engine), resumed,
				this.engineContext.halfClose(session));
	}

	/**
	 * In a full handshake the trust manager has refused who is to be refused, but for
	 * what a check of the application's own says. After a resumption nobody has looked at
	 * the certificate today.
	 */
	private Optional<AuthorizationError> verdict(List<X509Certificate> chain, boolean resumed) {
		boolean verified = !resumed && !chain.isEmpty() && this.context.rejectUnauthorized();
		if (this.role == Role.SERVER) {
			return verified ? Optional.empty() : this.context.verifier().verifyClient(chain);
		}
		if (verified && this.identityCheck == ServerIdentityCheck.STANDARD) {
			return Optional.empty();
		}
		Optional<AuthorizationError> error = verified ? Optional.empty()
				: this.context.verifier().verifyServer(chain, null);
		return (error.isPresent() || this.peerName == null) ? error
				: this.identityCheck.check(this.peerName, chain.get(0));
	}

	private static List<X509Certificate> chain(SSLSession session) {
		try {
			List<X509Certificate> chain = new ArrayList<>();
			for (Certificate certificate : session.getPeerCertificates()) {
				chain.add((X509Certificate) certificate);
			}
			return chain;
		}
		catch (SSLPeerUnverifiedException ex) {
			return List.of();
		}
	}

}
