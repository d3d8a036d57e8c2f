/**
 * Session stores that an application brings along: its cache, or a bean.
 */
@NullMarked
package dev.tlsboot.autoconfigure.session;

import org.jspecify.annotations.NullMarked;
