/**
 * What can go wrong, in one small hierarchy under
 * {@link dev.tlsboot.failure.TlsException}, and the bounded list of reasons that meters
 * and events name.
 */
@NullMarked
package dev.tlsboot.failure;

import org.jspecify.annotations.NullMarked;
