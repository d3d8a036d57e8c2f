/**
 * What the README shows, compiled.
 */
@NullMarked
package dev.tlsboot.documentation;

import org.jspecify.annotations.NullMarked;
