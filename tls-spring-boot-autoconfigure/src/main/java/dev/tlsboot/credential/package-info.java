/**
 * Who we are and whom we trust: PEM, PKCS#12, revocation lists and throw-away
 * certificates, parsed once into immutable values.
 */
@NullMarked
package dev.tlsboot.credential;

import org.jspecify.annotations.NullMarked;
