package dev.tlsboot.stream;

import dev.tlsboot.trust.AuthorizationError;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake agreed on. Immutable; replaced as a whole by the next handshake of the
 * same connection.
 *
 * @param authorized whether the peer's certificate verified
 * @param authorizationError why not, or {@code null} when it did or none was asked for
 * @param peerCertificate the peer's certificate, or the empty one
 * @param cipher the cipher suite
 * @param protocol the protocol version, as JSSE names it
 * @param servername the host name the client asked for, or {@code null}
 * @param alpnProtocol the application protocol agreed on by ALPN, or {@code null}
 * @param npnProtocol the application protocol agreed on by NPN, or {@code null}
 * @param resumed whether an earlier session was resumed
 * @param halfClose whether data can still be written after the peer's
 * {@code close_notify}
 */
public record ConnectionInfo(boolean authorized, @Nullable AuthorizationError authorizationError,
		PeerCertificate peerCertificate, CipherInfo cipher, String protocol, @Nullable String servername,
		@Nullable String alpnProtocol, @Nullable String npnProtocol, boolean resumed, boolean halfClose) {

}
