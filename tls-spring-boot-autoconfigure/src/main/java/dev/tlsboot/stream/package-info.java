/**
 * What a connection looks like to the one who uses it.
 */
@NullMarked
package dev.tlsboot.stream;

import org.jspecify.annotations.NullMarked;
