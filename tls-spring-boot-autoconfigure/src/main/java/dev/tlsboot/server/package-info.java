/**
 * TLS servers.
 */
@NullMarked
package dev.tlsboot.server;

import org.jspecify.annotations.NullMarked;
