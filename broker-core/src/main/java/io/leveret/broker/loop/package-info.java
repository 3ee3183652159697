/** Event loops as owners of state: inboxes, ordered hand-over and turns. */
@NullMarked
package io.leveret.broker.loop;

import org.jspecify.annotations.NullMarked;
