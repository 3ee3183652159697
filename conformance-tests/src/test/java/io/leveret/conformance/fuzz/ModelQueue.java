package io.leveret.conformance.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** A queue of the {@link Model}: ready messages in order, consumers in turn. */
final class ModelQueue {

    private static final int RETURNS_MAX = 20;

    /** A message where it lies; numbered in the order of publishing, to which it goes back when it is requeued. */
    static final class Entry {
        final long number;
        final String exchange;
        final String key;
        /** Of how often it has come back, where the queue tells. */
        final IntFunction<String> content;

        boolean isRedelivered;
        int returns;

        Entry(long number, String exchange, String key, IntFunction<String> content) {
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
        final long priority;
        int unacked;

        Consumer(ModelChannel channel, String tag, boolean isWithoutAck, int prefetch, long priority) {
            this.channel = channel;
            this.tag = tag;
            this.isWithoutAck = isWithoutAck;
            this.prefetch = prefetch;
            this.priority = priority;
        }

        boolean isReady() {
            return prefetch == 0 || unacked < prefetch || isWithoutAck;
        }
    }

    final String name;
    final Flags flags;
    final Arguments arguments;
    final int owner;
    final Deque<Entry> ready = new ArrayDeque<>();
    final List<Consumer> consumers = new ArrayList<>();
    boolean hadConsumers;
    Consumer exclusiveConsumer;

    ModelQueue(String name, Flags flags, Arguments arguments, int owner) {
        this.name = name;
        this.flags = flags;
        this.arguments = arguments;
        this.owner = owner;
    }

    boolean isQuorum() {
        return "quorum".equals(arguments.get("x-queue-type"));
    }

    /** Whether only the consumer that was first is served. */
    boolean isSingle() {
        return Boolean.TRUE.equals(arguments.get("x-single-active-consumer"));
    }

    private boolean mayComeBack(Entry entry) {
        int limit = arguments.get("x-delivery-limit") instanceof Integer number ? number : RETURNS_MAX;
        return !isQuorum() || entry.returns <= limit;
    }

    String content(Entry entry) {
        return entry.content.apply(isQuorum() ? entry.returns : 0);
    }

    /** The consumer that gets the next message, or null. */
    Consumer next() {
        if (isSingle()) {
            return consumers.isEmpty() || !consumers.get(0).isReady() ? null : consumers.get(0);
        }
        // The first of those with the highest priority.
        return consumers.stream()
                .filter(Consumer::isReady)
                .max(Comparator.comparingLong((Consumer each) -> each.priority)
                        .thenComparingInt(each -> -consumers.indexOf(each)))
                .orElse(null);
    }

    /** The next one comes next. */
    void served(Consumer consumer) {
        if (!isSingle()) {
            consumers.remove(consumer);
            consumers.add(consumer);
        }
    }

    void requeue(List<Entry> entries) {
        List<Entry> all = new ArrayList<>(ready);
        for (Entry entry : entries) {
            entry.isRedelivered = true;
            entry.returns++;
            if (mayComeBack(entry)) {
                all.add(entry);
            }
        }
        all.sort(Comparator.comparingLong(entry -> entry.number));
        ready.clear();
        ready.addAll(all);
    }
}
