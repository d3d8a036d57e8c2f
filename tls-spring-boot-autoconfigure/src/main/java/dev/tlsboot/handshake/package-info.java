/**
 * What servers and clients share between the socket and the application: counting bytes,
 * the handshake under its time-out, the verdict on the peer, and the reason when it
 * fails.
 */
@NullMarked
package dev.tlsboot.handshake;

import org.jspecify.annotations.NullMarked;
