/**
 * Event loops and buffers, shared by all servers and clients.
 */
@NullMarked
package dev.tlsboot.transport;

import org.jspecify.annotations.NullMarked;
