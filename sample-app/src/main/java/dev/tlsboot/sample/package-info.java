/**
 * The reference's two examples, an echo server and its client, as a user of the starter
 * writes them.
 */
@NullMarked
package dev.tlsboot.sample;

import org.jspecify.annotations.NullMarked;
