package io.leveret.conformance.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** A queue of the {@link Model}: ready messages in order, consumers in turn. */
final class ModelQueue {

    /** A message where it lies; numbered in the order of publishing, to which it goes back when it is requeued. */
    static final class Entry {
        final long number;
        final String exchange;
        final String key;
        final String content;
        boolean isRedelivered;

        Entry(long number, String exchange, String key, String content) {
            this.number = number;
            this.exchange = exchange;
            this.key = key;
            this.content = content;
        }
    }

    /** A consumer; its channel's transcript gets what it gets. */
    static final class Consumer {
        final ModelChannel channel;
        final String tag;
        final boolean isWithoutAck;
        final int prefetch;
        int unacked;

        Consumer(ModelChannel channel, String tag, boolean isWithoutAck, int prefetch) {
            this.channel = channel;
            this.tag = tag;
            this.isWithoutAck = isWithoutAck;
            this.prefetch = prefetch;
        }

        boolean isReady() {
            return prefetch == 0 || unacked < prefetch || isWithoutAck;
        }
    }

    final String name;
    final Flags flags;
    final int owner;
    final Deque<Entry> ready = new ArrayDeque<>();
    final List<Consumer> consumers = new ArrayList<>();
    boolean hadConsumers;
    Consumer exclusiveConsumer;

    ModelQueue(String name, Flags flags, int owner) {
        this.name = name;
        this.flags = flags;
        this.owner = owner;
    }

    void requeue(List<Entry> entries) {
        List<Entry> all = new ArrayList<>(ready);
        for (Entry entry : entries) {
            entry.isRedelivered = true;
            all.add(entry);
        }
        all.sort(Comparator.comparingLong(entry -> entry.number));
        ready.clear();
        ready.addAll(all);
    }
}
