/** Where messages go that leave memory for a while and need not survive. */
@NullMarked
package io.leveret.store.scratch;

import org.jspecify.annotations.NullMarked;
