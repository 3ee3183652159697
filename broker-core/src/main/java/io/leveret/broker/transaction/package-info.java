/** Transactions over queues on several loops: all of what a channel has gathered takes effect, or nothing. */
@NullMarked
package io.leveret.broker.transaction;

import org.jspecify.annotations.NullMarked;
