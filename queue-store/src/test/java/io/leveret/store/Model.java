package io.leveret.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The store as one would write it without a disk: what a prefix of the batches amounts to. */
final class Model {

    private record Entry(TestMessage message, long enqueuedAtMs, long expiresAtMs) {}

    private static final class Queue {
        private long seqMax;
        private long deliveredUpTo;
        private final TreeMap<Long, Entry> live = new TreeMap<>();
    }

    private final TreeMap<Long, Queue> queues = new TreeMap<>();
    private final TreeMap<String, String> catalogue = new TreeMap<>();
    private final TreeMap<Long, List<Runnable>> open = new TreeMap<>();

    void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, TestMessage message) {
        Queue queue = queues.computeIfAbsent(queueId, id -> new Queue());
        queue.seqMax = Math.max(queue.seqMax, seq);
        inTx(txId, () -> queue.live.put(seq, new Entry(message, enqueuedAtMs, expiresAtMs)));
    }

    void settled(long queueId, long seq, long txId) {
        inTx(txId, () -> {
            Queue queue = queues.get(queueId);
            if (queue != null) {
                queue.live.remove(seq);
            }
        });
    }

    void delivered(long queueId, long upToSeq) {
        queues.computeIfAbsent(queueId, id -> new Queue()).deliveredUpTo = upToSeq;
    }

    void queueGone(long queueId) {
        queues.remove(queueId);
    }

    void commit(long txId) {
        List<Runnable> effects = open.remove(txId);
        if (effects != null) {
            effects.forEach(Runnable::run);
        }
    }

    void abort(long txId) {
        open.remove(txId);
    }

    void forgetOpen() {
        open.clear();
    }

    void put(byte[] key, byte[] value) {
        catalogue.put(Arrays.toString(key), Arrays.toString(value));
    }

    void delete(byte[] key) {
        catalogue.remove(Arrays.toString(key));
    }

    List<Long> queueIds() {
        return new ArrayList<>(queues.keySet());
    }

    List<Long> live(long queueId) {
        Queue queue = queues.get(queueId);
        return queue == null ? List.of() : new ArrayList<>(queue.live.keySet());
    }

    /** As {@link #describe(Recovered)}. */
    String describe() {
        StringBuilder text = new StringBuilder();
        queues.forEach((id, queue) -> {
            text.append("queue ")
                    .append(id)
                    .append(" seqMax ")
                    .append(queue.seqMax)
                    .append('\n');
            queue.live.forEach((seq, entry) -> describe(
                    text, seq, entry.enqueuedAtMs, entry.expiresAtMs, seq <= queue.deliveredUpTo, entry.message));
        });
        for (Map.Entry<String, String> entry : catalogue.entrySet()) {
            text.append(entry).append('\n');
        }
        return text.toString();
    }

    static String describe(Recovered recovered) {
        StringBuilder text = new StringBuilder();
        for (RecoveredQueue queue : recovered.queues()) {
            text.append("queue ")
                    .append(queue.queueId())
                    .append(" seqMax ")
                    .append(queue.seqMax())
                    .append('\n');
            for (RecoveredMessage m : queue.messages()) {
                describe(text, m.seq(), m.enqueuedAtMs(), m.expiresAtMs(), m.redelivered(), m.message());
            }
        }
        TreeMap<String, String> catalogue = new TreeMap<>();
        recovered.catalogue().forEach((key, value) -> catalogue.put(Arrays.toString(key), Arrays.toString(value)));
        for (Map.Entry<String, String> entry : catalogue.entrySet()) {
            text.append(entry).append('\n');
        }
        return text.toString();
    }

    private static void describe(
            StringBuilder text,
            long seq,
            long enqueuedAtMs,
            long expiresAtMs,
            boolean redelivered,
            io.leveret.store.journal.StoredMessage m) {
        text.append(' ').append(seq).append(redelivered ? " redelivered " : " ");
        text.append(enqueuedAtMs).append(' ').append(expiresAtMs).append(' ');
        text.append(m.exchange()).append('/').append(m.routingKey()).append(' ');
        text.append(m.propertiesLength()).append(' ').append(m.isPersistent()).append(' ');
        text.append(m.priority())
                .append(' ')
                .append(Arrays.hashCode(m.content()))
                .append('\n');
    }

    private void inTx(long txId, Runnable effect) {
        if (txId == 0) {
            effect.run();
        } else {
            open.computeIfAbsent(txId, id -> new ArrayList<>()).add(effect);
        }
    }
}
