/** Messages that the broker itself publishes: traces of what clients do, and events. */
@NullMarked
package io.leveret.broker.notice;

import org.jspecify.annotations.NullMarked;
