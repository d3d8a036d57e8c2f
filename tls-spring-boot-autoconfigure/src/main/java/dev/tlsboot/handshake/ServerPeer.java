package dev.tlsboot.handshake;

import dev.tlsboot.trust.ServerIdentityCheck;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client wants to reach.
 *
 * @param name the host name or address that the server is asked for and has to prove, or
 * {@code null} for none
 * @param port the port, or -1 if it is none of TCP's
 * @param identityCheck checks that the server's certificate is for that name
 */
public record ServerPeer(@Nullable String name, int port, ServerIdentityCheck identityCheck) {

}
