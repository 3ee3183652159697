/** Getting what can be had out of a store that is damaged. */
@NullMarked
package io.leveret.store.salvage;

import org.jspecify.annotations.NullMarked;
