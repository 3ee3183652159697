/** Encodings that several files of the store have in common. */
@NullMarked
package io.leveret.store.format;

import org.jspecify.annotations.NullMarked;
