/**
 * Start-up reports on settings that cannot work.
 */
@NullMarked
package dev.tlsboot.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
