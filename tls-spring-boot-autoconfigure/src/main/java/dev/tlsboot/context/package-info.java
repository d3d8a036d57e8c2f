/**
 * Keys, trust and policy put together once, for many connections.
 */
@NullMarked
package dev.tlsboot.context;

import org.jspecify.annotations.NullMarked;
