/**
 * TLS clients.
 */
@NullMarked
package dev.tlsboot.client;

import org.jspecify.annotations.NullMarked;
