/**
 * Sessions that outlive a process, in a store that servers share.
 */
@NullMarked
package dev.tlsboot.session;

import org.jspecify.annotations.NullMarked;
