/** Sets of positions in a queue, small however long the queue is. */
@NullMarked
package io.leveret.store.seq;

import org.jspecify.annotations.NullMarked;
