/**
 * Servers on Bouncy Castle's low-level TLS: an {@link javax.net.ssl.SSLEngine} over it,
 * what it decides in a handshake, and sessions that can leave the process. It knows
 * nothing of the other engines.
 */
@NullMarked
package dev.tlsboot.engine.bc;

import org.jspecify.annotations.NullMarked;
