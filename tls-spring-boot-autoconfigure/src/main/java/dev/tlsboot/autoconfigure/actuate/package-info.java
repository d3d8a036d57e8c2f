/**
 * What actuator shows of TLS servers and clients.
 */
@NullMarked
package dev.tlsboot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
