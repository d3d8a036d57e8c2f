/**
 * Limits what a client may ask of a connection after its handshake: renegotiations, and
 * KeyUpdates that want an answer.
 */
@NullMarked
package dev.tlsboot.renegotiation;

import org.jspecify.annotations.NullMarked;
