/**
 * Verification of the peer's certificate that can say why it failed.
 */
@NullMarked
package dev.tlsboot.trust;

import org.jspecify.annotations.NullMarked;
