/**
 * The cipher-list language of OpenSSL and one table of cipher suites.
 */
@NullMarked
package dev.tlsboot.cipher;

import org.jspecify.annotations.NullMarked;
