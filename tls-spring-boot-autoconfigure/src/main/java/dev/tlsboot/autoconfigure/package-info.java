/**
 * Binds {@code tls.*} to servers and clients, and both to the application's life.
 */
@NullMarked
package dev.tlsboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
