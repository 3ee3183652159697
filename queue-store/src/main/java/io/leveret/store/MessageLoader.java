package io.leveret.store;

import io.leveret.store.disk.StoreException;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.Run;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.RecordType;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.StoredMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of all live entries, from the front of the journal to its end, whatever queue they belong to.
 * Owner: the thread that opens the store.
 */
final class MessageLoader {

    private final StoreIndex index;
    private final JournalReader reader;
    /** All positions that something is needed from, sorted and each once. */
    private long[] lsns = {};
    /** For each of them a {@link LoadedMessage} if it is a MSG or BODY, else null. */
    private @Nullable LoadedMessage[] messages = {};
    /** For each of them the two times if it is a MSG or ENQ. */
    private long[] enqueuedAtMs = {};

    private long[] expiresAtMs = {};

    MessageLoader(StoreIndex index, JournalReader reader) {
        this.index = index;
        this.reader = reader;
    }

    Recovered load() throws IOException {
        collect();
        read();
        List<RecoveredQueue> queues = new ArrayList<>();
        for (QueueIndex queue : index.queues().values()) {
            queues.add(new RecoveredQueue(queue.queueId(), queue.seqMax(), queue.deliveredUpTo(), messagesOf(queue)));
        }
        return new Recovered(
                Collections.unmodifiableNavigableMap(index.catalogueCopy()),
                Collections.unmodifiableList(queues),
                index.queueIdMax(),
                index.txIdMax(),
                "");
    }

    private void collect() {
        long[] all = new long[Math.toIntExact(2 * index.size())];
        int count = 0;
        for (QueueIndex queue : index.queues().values()) {
            for (Run run : queue.runs()) {
                for (int i = 0; i < run.size(); i++) {
                    all[count++] = run.lsn(i);
                    if (run.bodyLsn(i) != StoreIndex.NO_BODY) {
                        all[count++] = run.bodyLsn(i);
                    }
                }
            }
        }
        Arrays.sort(all, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (distinct == 0 || all[i] != all[distinct - 1]) {
                all[distinct++] = all[i];
            }
        }
        lsns = Arrays.copyOf(all, distinct);
    }

    private void read() throws IOException {
        messages = new LoadedMessage[lsns.length];
        enqueuedAtMs = new long[lsns.length];
        expiresAtMs = new long[lsns.length];
        for (int i = 0; i < lsns.length; i++) {
            RecordView record = reader.at(lsns[i]);
            if (record.type() == RecordType.MSG || record.type() == RecordType.ENQ) {
                enqueuedAtMs[i] = record.enqueuedAtMs();
                expiresAtMs[i] = record.expiresAtMs();
            }
            if (record.type() == RecordType.MSG || record.type() == RecordType.BODY) {
                messages[i] = LoadedMessage.read(record, reader, i == 0 ? null : messages[i - 1]);
            }
        }
    }

    private List<RecoveredMessage> messagesOf(QueueIndex queue) throws StoreException {
        List<RecoveredMessage> found = new ArrayList<>(Math.toIntExact(queue.size()));
        for (Run run : queue.runs()) {
            for (int i = 0; i < run.size(); i++) {
                int entry = Arrays.binarySearch(lsns, run.lsn(i));
                long bodyLsn = run.bodyLsn(i);
                int body = bodyLsn == StoreIndex.NO_BODY ? entry : Arrays.binarySearch(lsns, bodyLsn);
                StoredMessage message = messages[body];
                if (message == null) {
                    throw new StoreException("at " + lsns[body] + " of the journal is no message (expected: seq "
                            + run.seq(i) + " of queue " + queue.queueId() + ")");
                }
                found.add(new RecoveredMessage(
                        run.seq(i),
                        enqueuedAtMs[entry],
                        expiresAtMs[entry],
                        run.seq(i) <= queue.deliveredUpTo(),
                        message));
            }
        }
        return Collections.unmodifiableList(found);
    }
}
