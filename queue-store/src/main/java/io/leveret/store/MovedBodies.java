package io.leveret.store;

import io.leveret.store.journal.MoveWriter;
import io.leveret.store.journal.StoredBody;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * Bodies that were moved just now, for other queues that have the same. One that is forgotten is written once more when
 * another queue's turn comes. Owner: the index worker.
 */
final class MovedBodies {

    private static final long BYTES_MAX = 4 << 20;

    private final MoveWriter writer;
    private final LinkedHashMap<Long, StoredBody> byLsn = new LinkedHashMap<>();
    private long bytes;

    MovedBodies(MoveWriter writer) {
        this.writer = writer;
    }

    /** The body at its new place; it is written there if it is not known. */
    StoredBody moved(RecoveredMessage message) {
        StoredBody known = byLsn.get(message.bodyLsn());
        if (known != null) {
            return known;
        }
        StoredBody body = writer.body(message.message());
        byLsn.put(message.bodyLsn(), body);
        bytes += octets(body);
        Iterator<StoredBody> oldest = byLsn.values().iterator();
        while (bytes > BYTES_MAX && byLsn.size() > 1) {
            bytes -= octets(oldest.next());
            oldest.remove();
        }
        return body;
    }

    boolean isKnown(RecoveredMessage message) {
        return byLsn.containsKey(message.bodyLsn());
    }

    void forgetAll() {
        byLsn.clear();
        bytes = 0;
    }

    private static long octets(StoredBody body) {
        return body.message().content().length;
    }
}
