package io.leveret.store;

import io.leveret.store.worker.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The store as one would write it without a disk: what a prefix of the batches amounts to. */
final class Model {

    private record Entry(TestMessage message, long enqueuedAtMs, long expiresAtMs) {}

    private record Withheld(long queueId, long seq, long txId) {}

    private static final class Queue {
        private long seqMax;
        private long deliveredUpTo;
        private final TreeMap<Long, Entry> live = new TreeMap<>();
        private final TreeMap<Long, Integer> returns = new TreeMap<>();
        private long retainedAgeMsMax;
        private long retainedBytesMax;
        /** What may be retained, and of that what has to be. */
        private final TreeMap<Long, Entry> gone = new TreeMap<>();

        private final Set<Long> kept = new HashSet<>();

        private boolean retainsSome() {
            return retainedAgeMsMax > 0;
        }

        private boolean retainsAll() {
            return retainedAgeMsMax == Long.MAX_VALUE && retainedBytesMax == Long.MAX_VALUE;
        }

        private void settle(long seq) {
            Entry entry = live.remove(seq);
            returns.remove(seq);
            if (entry != null && retainsSome()) {
                gone.put(seq, entry);
                if (retainsAll()) {
                    kept.add(seq);
                }
            }
        }
    }

    private final TreeMap<Long, Queue> queues = new TreeMap<>();
    private final TreeMap<String, String> catalogue = new TreeMap<>();
    private final TreeMap<Long, List<Runnable>> open = new TreeMap<>();
    private final Set<Withheld> withheld = new HashSet<>();

    void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, TestMessage message) {
        Queue queue = queues.computeIfAbsent(queueId, id -> new Queue());
        queue.seqMax = Math.max(queue.seqMax, seq);
        inTx(txId, () -> queue.live.put(seq, new Entry(message, enqueuedAtMs, expiresAtMs)));
    }

    void settled(long queueId, long seq, long txId) {
        if (txId != 0) {
            withheld.add(new Withheld(queueId, seq, txId));
        }
        inTx(txId, () -> {
            Queue queue = queues.get(queueId);
            if (queue != null) {
                queue.settle(seq);
            }
        });
    }

    /** Of what lives it changes nothing, but the queue is known from then on, and with which bounds. */
    void retain(long queueId, long maxAgeMs, long maxBytes) {
        Queue queue = queues.computeIfAbsent(queueId, id -> new Queue());
        boolean retains = maxAgeMs > 0 && maxBytes > 0;
        queue.retainedAgeMsMax = retains ? maxAgeMs : 0;
        queue.retainedBytesMax = retains ? maxBytes : 0;
        if (!queue.retainsSome()) {
            queue.gone.clear();
        }
        if (!queue.retainsAll()) {
            queue.kept.clear();
        }
    }

    /** Whether all that can be read of the queues is what lives, and of what is settled what may and has to be there. */
    boolean explains(Map<Long, List<RecoveredMessage>> retained) {
        return retained.entrySet().stream().allMatch(of -> {
            Queue queue = queues.get(of.getKey());
            return queue != null && explains(queue, of.getValue());
        });
    }

    private static boolean explains(Queue queue, List<RecoveredMessage> retained) {
        Set<Long> missing = new HashSet<>(queue.live.keySet());
        missing.addAll(queue.kept);
        for (RecoveredMessage message : retained) {
            missing.remove(message.seq());
            Entry entry = queue.live.getOrDefault(message.seq(), queue.gone.get(message.seq()));
            if (entry == null
                    || entry.enqueuedAtMs != message.enqueuedAtMs()
                    || !Arrays.equals(entry.message.content(), message.message().content())) {
                return false;
            }
        }
        return missing.isEmpty();
    }

    /** All that can be read of the queues that were recovered, by queue. */
    static Map<Long, List<RecoveredMessage>> retained(Threads threads, MessageStore store, Recovered recovered)
            throws IOException {
        Map<Long, List<RecoveredMessage>> retained = new TreeMap<>();
        for (RecoveredQueue queue : recovered.queues()) {
            retained.put(queue.queueId(), Backlogs.allRetained(threads, store, queue.queueId()));
        }
        return retained;
    }

    void delivered(long queueId, long upToSeq) {
        queues.computeIfAbsent(queueId, id -> new Queue()).deliveredUpTo = upToSeq;
    }

    /** Of what lives. */
    void returned(long queueId, long seq, int times) {
        Queue queue = queues.get(queueId);
        if (queue != null && queue.live.containsKey(seq)) {
            queue.returns.put(seq, times);
        }
    }

    void queueGone(long queueId) {
        queues.remove(queueId);
    }

    void commit(long txId) {
        withheld.removeIf(entry -> entry.txId == txId);
        List<Runnable> effects = open.remove(txId);
        if (effects != null) {
            effects.forEach(Runnable::run);
        }
    }

    void abort(long txId) {
        withheld.removeIf(entry -> entry.txId == txId);
        open.remove(txId);
    }

    void forgetOpen() {
        open.clear();
        withheld.clear();
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

    /** What lives and is not settled by a transaction either, with the lengths of bodies. */
    SortedMap<Long, Integer> settleable(long queueId) {
        Queue queue = queues.get(queueId);
        TreeMap<Long, Integer> seqs = new TreeMap<>();
        if (queue != null) {
            queue.live.forEach((seq, entry) -> seqs.put(seq, entry.message.bodyLength()));
            withheld.stream().filter(entry -> entry.queueId == queueId).forEach(entry -> seqs.remove(entry.seq));
        }
        return seqs;
    }

    List<Long> live(long queueId) {
        Queue queue = queues.get(queueId);
        return queue == null ? List.of() : new ArrayList<>(queue.live.keySet());
    }

    boolean isLive(long queueId, long seq) {
        Queue queue = queues.get(queueId);
        return queue != null && queue.live.containsKey(seq);
    }

    /** As {@link #describe(MessageStore, Recovered)}. */
    String describe() {
        StringBuilder text = new StringBuilder();
        queues.forEach((id, queue) -> {
            text.append("queue ")
                    .append(id)
                    .append(" seqMax ")
                    .append(queue.seqMax)
                    .append(" live ")
                    .append(queue.live.size())
                    .append(" bytes ")
                    .append(queue.live.values().stream()
                            .mapToLong(entry -> entry.message.bodyLength())
                            .sum());
            text.append(" returns ").append(queue.returns);
            describe(text, queue.deliveredUpTo, queue.retainedAgeMsMax, queue.retainedBytesMax);
            queue.live.forEach((seq, entry) -> describe(
                    text, seq, entry.enqueuedAtMs, entry.expiresAtMs, seq <= queue.deliveredUpTo, entry.message));
        });
        for (Map.Entry<String, String> entry : catalogue.entrySet()) {
            text.append(entry).append('\n');
        }
        return text.toString();
    }

    /** What {@link #describe()} does not say: which settled messages are retained. */
    String describeRetention() {
        StringBuilder text = new StringBuilder();
        queues.forEach(
                (id, queue) -> text.append(id).append(queue.gone.keySet()).append(new TreeSet<>(queue.kept)));
        return text.toString();
    }

    /** What was recovered, with all messages as they are read back. */
    static String describe(MessageStore store, Recovered recovered) throws IOException {
        return describe(Threads.real(), store, recovered);
    }

    static String describe(Threads threads, MessageStore store, Recovered recovered) throws IOException {
        StringBuilder text = new StringBuilder();
        for (RecoveredQueue queue : recovered.queues()) {
            text.append("queue ")
                    .append(queue.queueId())
                    .append(" seqMax ")
                    .append(queue.seqMax())
                    .append(" live ")
                    .append(queue.live().size())
                    .append(" bytes ")
                    .append(queue.liveBytes());
            TreeMap<Long, Integer> returns = new TreeMap<>();
            queue.returns().forEachRange((first, last, times) -> {
                for (long seq = first; seq <= last; seq++) {
                    returns.put(seq, times);
                }
            });
            text.append(" returns ").append(returns);
            describe(text, queue.deliveredUpTo(), queue.retainedAgeMsMax(), queue.retainedBytesMax());
            // Portions of odd sizes, so that they end anywhere.
            int portion = 1 + (int) (queue.seqMax() % 7);
            List<RecoveredMessage> messages =
                    Backlogs.all(threads, store, queue.queueId(), queue.seqMax(), portion, 2000);
            if (!messages.stream().map(RecoveredMessage::seq).toList().equals(Backlogs.members(queue.live()))) {
                text.append("lives: ").append(Backlogs.members(queue.live())).append('\n');
            }
            for (RecoveredMessage m : messages) {
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

    /** What must not wait for messages to be seen: where nothing is settled or redelivered yet, nothing else tells of it. */
    private static void describe(StringBuilder text, long deliveredUpTo, long ageMsMax, long bytesMax) {
        text.append(" delivered ").append(deliveredUpTo);
        text.append(" retains ")
                .append(bytesMax)
                .append(" for ")
                .append(ageMsMax)
                .append('\n');
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
