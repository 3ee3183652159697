/** Where in its segment each message lies: in memory while the segment is written, then in a file beside it. */
@NullMarked
package io.leveret.store.position;

import org.jspecify.annotations.NullMarked;
