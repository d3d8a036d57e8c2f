/**
 * TLS over transports that are no socket.
 */
@NullMarked
package dev.tlsboot.pair;

import org.jspecify.annotations.NullMarked;
