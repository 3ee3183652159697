package io.leveret.store;

import io.leveret.codec.value.ShortString;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.StoredMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message read back from the journal. Immutable; the content is not to be written to. */
@SuppressWarnings("ArrayRecordComponent") // Its identity is all that anybody compares.
record LoadedMessage(
        ShortString exchange,
        ShortString routingKey,
        byte[] content,
        int propertiesLength,
        int annexLength,
        boolean isPersistent,
        int priority)
        implements StoredMessage {

    /** @param before its names are used again where they are the same: most neighbours have the same */
    static LoadedMessage read(RecordView record, JournalReader reader, @Nullable LoadedMessage before)
            throws IOException {
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
                exchange, routingKey, reader.content(), propertiesLength, annexLength, persistent, priority);
    }
}
