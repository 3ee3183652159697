package io.leveret.broker.testing;

import io.leveret.store.QueueId;
import io.leveret.store.Recovered;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredMessage;
import io.leveret.store.seq.SeqCounts;
import io.leveret.store.seq.SeqSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What records come to, computed the simple way: what a store must find after a crash. */
final class JournalReplay {

    private static final class Content {
        final TreeMap<Long, JournalRecord.Enqueue> live = new TreeMap<>();
        final Map<Long, Integer> returns = new HashMap<>();
        long seqMax;
        long delivered;
    }

    private final TreeMap<byte[], byte[]> catalogue = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<Long, Content> queues = new TreeMap<>();
    private final Map<Long, List<JournalRecord>> open = new HashMap<>();
    private long queueIdMax;
    private long txIdMax;

    void apply(JournalRecord record) {
        if (record instanceof JournalRecord.Enqueue enqueue) {
            queueIdMax = Math.max(queueIdMax, QueueId.incarnation(enqueue.queueId()));
            Content content = content(enqueue.queueId());
            content.seqMax = Math.max(content.seqMax, enqueue.seq());
            part(enqueue.txId(), enqueue);
        } else if (record instanceof JournalRecord.Settled settled) {
            part(settled.txId(), settled);
        } else if (record instanceof JournalRecord.Delivered delivered) {
            Content content = content(delivered.queueId());
            content.delivered = delivered.upToSeq();
        } else if (record instanceof JournalRecord.Returned returned) {
            content(returned.queueId()).returns.put(returned.seq(), returned.times());
        } else if (record instanceof JournalRecord.QueueGone gone) {
            queues.remove(gone.queueId());
        } else if (record instanceof JournalRecord.Decided decided) {
            List<JournalRecord> parts = open.remove(decided.txId());
            if (decided.committed() && parts != null) {
                parts.forEach(this::takeEffect);
            }
        } else if (record instanceof JournalRecord.Set set) {
            if (set.value().length == 0) {
                catalogue.remove(set.key());
            } else {
                catalogue.put(set.key(), set.value());
            }
        }
    }

    private void part(long txId, JournalRecord record) {
        if (txId == JournalWriter.NO_TX) {
            takeEffect(record);
        } else {
            txIdMax = Math.max(txIdMax, txId);
            open.computeIfAbsent(txId, id -> new ArrayList<>()).add(record);
        }
    }

    private void takeEffect(JournalRecord record) {
        if (record instanceof JournalRecord.Enqueue enqueue) {
            content(enqueue.queueId()).live.put(enqueue.seq(), enqueue);
        } else if (record instanceof JournalRecord.Settled settled) {
            settle(content(settled.queueId()), settled);
        }
    }

    private static void settle(Content content, JournalRecord.Settled settled) {
        content.live.subMap(settled.seq(), settled.seq() + settled.count()).clear();
    }

    private Content content(long queueId) {
        return queues.computeIfAbsent(queueId, id -> new Content());
    }

    /** What waits in a queue from this position on, in order. */
    Collection<JournalRecord.Enqueue> waiting(long queueId, long fromSeq) {
        Content content = queues.get(queueId);
        return content == null ? List.of() : content.live.tailMap(fromSeq).values();
    }

    Recovered result() {
        List<RecoveredQueue> recovered = new ArrayList<>();
        queues.forEach((queueId, content) -> {
            SeqSet live = new SeqSet();
            SeqCounts returns = new SeqCounts();
            long bytes = 0;
            for (JournalRecord.Enqueue entry : content.live.values()) {
                live.add(entry.seq());
                if (content.returns.containsKey(entry.seq())) {
                    returns.set(entry.seq(), content.returns.get(entry.seq()));
                }
                bytes += bodyBytes(entry.message());
            }
            recovered.add(new RecoveredQueue(queueId, content.seqMax, content.delivered, live, bytes, returns, 0, 0));
        });
        return new Recovered(catalogue, recovered, queueIdMax, txIdMax, "");
    }

    private static int bodyBytes(StoredMessage message) {
        return message.content().length - message.propertiesLength() - message.annexLength();
    }
}
