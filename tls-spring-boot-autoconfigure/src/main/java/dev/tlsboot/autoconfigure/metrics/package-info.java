/**
 * What servers and clients count and measure, as Micrometer meters.
 */
@NullMarked
package dev.tlsboot.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
