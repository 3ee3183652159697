/** Copies of a store that are taken while it is used. */
@NullMarked
package io.leveret.store.backup;

import org.jspecify.annotations.NullMarked;
