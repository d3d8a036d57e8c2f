/**
 * A TLS library on Netty and Bouncy Castle, after the {@code tls} module of Node.js. It
 * knows no Spring.
 */
@NullMarked
package dev.tlsboot;

import org.jspecify.annotations.NullMarked;
