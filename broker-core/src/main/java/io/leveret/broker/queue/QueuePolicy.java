package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/**
 * The policies that a queue follows, for those who look. Immutable.
 *
 * @param name of the users' policy, or null
 * @param operatorName of the operators' policy, or null
 * @param definition what both say together
 */
public record QueuePolicy(
        @Nullable ShortString name, @Nullable ShortString operatorName, FieldTable definition) {

    /** That of a queue that follows none. */
    public static final QueuePolicy NONE = new QueuePolicy(null, null, FieldTable.EMPTY);
}
