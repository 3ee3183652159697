package io.leveret.store.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A {@link StoreIndex} as one would write it if memory were no matter: an object for each message. */
final class NaiveIndex {

    static final class Entry {
        long segment;
        boolean refersBack;
        final long bytes;
        final long txId;
        boolean live;
        boolean retained;

        Entry(long segment, boolean refersBack, long bytes, long txId) {
            this.segment = segment;
            this.refersBack = refersBack;
            this.bytes = bytes;
            this.txId = txId;
            this.live = txId == 0;
        }
    }

    static final class Queue {
        final TreeMap<Long, Entry> entries = new TreeMap<>();
        long seqMax;
        long deliveredUpTo;
        final Map<Long, Integer> returns = new TreeMap<>();
        boolean retains;
    }

    final TreeMap<Long, Queue> queues = new TreeMap<>();
    final Map<Long, List<Runnable>> settling = new HashMap<>();
    /** Segments hold on to the one before while a run that referred to it holds anything. */
    final Map<String, Boolean> runsRefer = new HashMap<>();

    Queue queue(long queueId) {
        return queues.computeIfAbsent(queueId, id -> new Queue());
    }

    void enter(long queueId, long seq, long txId, long segment, boolean refersBack, long bytes) {
        Queue queue = queue(queueId);
        queue.seqMax = seq;
        String run = queueId + "/" + segment;
        boolean isNew = queue.entries.values().stream().noneMatch(entry -> entry.segment == segment);
        runsRefer.put(run, refersBack || (!isNew && runsRefer.getOrDefault(run, false)));
        queue.entries.put(seq, new Entry(segment, refersBack, bytes, txId));
    }

    void settle(long queueId, long firstSeq, long lastSeq, long txId) {
        Runnable effect = () -> {
            Queue queue = queues.get(queueId);
            if (queue != null) {
                queue.entries.subMap(firstSeq, true, lastSeq, true).values().removeIf(entry -> {
                    boolean goes = entry.live && !queue.retains;
                    entry.retained |= entry.live;
                    entry.live = false;
                    return goes;
                });
            }
        };
        if (txId == 0) {
            effect.run();
        } else {
            settling.computeIfAbsent(txId, id -> new ArrayList<>()).add(effect);
        }
    }

    void commit(long txId) {
        queues.values().forEach(queue -> queue.entries.values().forEach(entry -> entry.live |= entry.txId == txId));
        List<Runnable> effects = settling.remove(txId);
        if (effects != null) {
            effects.forEach(Runnable::run);
        }
    }

    void abort(long txId) {
        queues.values()
                .forEach(queue ->
                        queue.entries.values().removeIf(entry -> entry.txId == txId && !entry.live && !entry.retained));
        settling.remove(txId);
    }

    NavigableMap<Long, Entry> live(long queueId) {
        Queue queue = queues.get(queueId);
        TreeMap<Long, Entry> live = queue == null ? new TreeMap<>() : new TreeMap<>(queue.entries);
        live.values().removeIf(entry -> !entry.live);
        return live;
    }

    Entry entry(long queueId, long seq) {
        return Objects.requireNonNull(queue(queueId).entries.get(seq));
    }

    void retain(long queueId, boolean on) {
        Queue queue = queue(queueId);
        queue.retains = on;
        if (!on) {
            queue.entries.values().removeIf(entry -> entry.retained);
        }
    }

    /** What lives or is retained. */
    List<Long> readable(long queueId) {
        return queue(queueId).entries.entrySet().stream()
                .filter(entry -> entry.getValue().live || entry.getValue().retained)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The live entry lies there now, bytes and all. */
    void move(long queueId, long seq, long segment) {
        Entry entry = entry(queueId, seq);
        entry.segment = segment;
        entry.refersBack = false;
    }

    /** The least that must be held. */
    Set<Long> neededSegments() {
        Set<Long> needed = new TreeSet<>();
        queues.values()
                .forEach(queue -> queue.entries.values().forEach(entry -> {
                    needed.add(entry.segment);
                    if (entry.refersBack) {
                        needed.add(entry.segment - 1);
                    }
                }));
        return needed;
    }

    /** What is held; if entries were moved, it may be less. */
    Set<Long> heldSegments() {
        Set<Long> held = new TreeSet<>();
        queues.forEach((queueId, queue) -> queue.entries.values().forEach(entry -> {
            held.add(entry.segment);
            if (runsRefer.getOrDefault(queueId + "/" + entry.segment, false)) {
                held.add(entry.segment - 1);
            }
        }));
        return held;
    }
}
