/**
 * X25519 of a provider whose keys and parameters are not the ones that JSSE deals in.
 */
@NullMarked
package dev.tlsboot.engine.x25519;

import org.jspecify.annotations.NullMarked;
