/**
 * What happened on servers and clients, as Spring application events.
 */
@NullMarked
package dev.tlsboot.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
