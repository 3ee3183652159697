package io.leveret.store;

import io.leveret.codec.value.ShortString;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.StoredMessage;
import org.jspecify.annotations.Nullable;

/** A message read back from the disk. Immutable; the content is not to be written to. */
@SuppressWarnings("ArrayRecordComponent") // Its identity is all that anybody compares.
public record LoadedMessage(
        ShortString exchange,
        ShortString routingKey,
        byte[] content,
        int propertiesLength,
        int annexLength,
        boolean isPersistent,
        int priority)
        implements StoredMessage {

    /**
     * Copies the record, a MSG or BODY of which the view has all.
     *
     * @param before its names are used again where they are the same: most neighbours have the same
     */
    public static LoadedMessage read(RecordView record, @Nullable LoadedMessage before) {
        ShortString exchange = record.exchange();
        ShortString routingKey = record.routingKey();
        if (before != null) {
            exchange = exchange.equals(before.exchange) ? before.exchange : exchange;
            routingKey = routingKey.equals(before.routingKey) ? before.routingKey : routingKey;
        }
        int propertiesLength = record.propertiesLength();
        int annexLength = record.annexLength();
        boolean persistent = record.isPersistent();
        int priority = record.priority();
        return new LoadedMessage(
                exchange, routingKey, record.content(), propertiesLength, annexLength, persistent, priority);
    }
}
