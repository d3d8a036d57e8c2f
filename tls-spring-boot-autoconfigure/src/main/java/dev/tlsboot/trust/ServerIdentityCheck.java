package dev.tlsboot.trust;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Checks that a server's certificate is for the host that a client wanted to reach: the
 * reference's {@code checkServerIdentity}. It runs once the chain has been verified.
 */
@FunctionalInterface
public interface ServerIdentityCheck {

	/**
	 * What clients do unless told otherwise (RFC 9525): one of the certificate's names or
	 * addresses has to be that of the host.
	 */
	ServerIdentityCheck STANDARD = (host, certificate) -> ServerIdentity.of(certificate).check(host);

	/**
	 * Check a certificate. Called on the connection's event loop; must not block. What it
	 * throws fails the handshake.
	 * @param host the host name or IP address that the client wanted, or the server name
	 * that it was told to ask for
	 * @param certificate the certificate of the server
	 * @return why the certificate is not for the host, as in
	 * {@link AuthorizationError#nameMismatch(String)}, or empty if it is
	 */
	Optional<AuthorizationError> check(String host, X509Certificate certificate);

}
