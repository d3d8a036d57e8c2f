/**
 * Who speaks TLS: one interface, what each implementation can do, and the choice among
 * them.
 */
@NullMarked
package dev.tlsboot.engine;

import org.jspecify.annotations.NullMarked;
