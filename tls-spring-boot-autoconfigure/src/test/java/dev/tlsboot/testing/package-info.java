/**
 * What tests share: certificates made on the spot, and other people's TLS as peers.
 */
@NullMarked
package dev.tlsboot.testing;

import org.jspecify.annotations.NullMarked;
