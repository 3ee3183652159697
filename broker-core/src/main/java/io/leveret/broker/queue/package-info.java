/** Queues, their consumers and the messages in them, owned by home loops. */
@NullMarked
package io.leveret.broker.queue;

import org.jspecify.annotations.NullMarked;
