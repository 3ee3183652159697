package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/**
 * The policy that a queue follows, as far as the queue is concerned. Immutable.
 *
 * @param definition validated settings
 */
public record QueuePolicy(ShortString name, FieldTable definition) {

    /** What it says of replay, or null. */
    @Nullable
    ReplayBounds replay() {
        return ReplayBounds.of(definition);
    }
}
