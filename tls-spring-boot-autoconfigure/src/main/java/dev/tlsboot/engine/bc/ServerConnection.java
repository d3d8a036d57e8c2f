package dev.tlsboot.engine.bc;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection before its handshake.
 *
 * @param servername the name that the client asked for, or {@code null}
 * @param applicationProtocol the application protocol that was selected for it, or
 * {@code null} to select among the server's
 * @param sessions where it finds an earlier session
 */
record ServerConnection(@Nullable String servername, @Nullable String applicationProtocol, SessionAccess sessions) {

}
