package io.leveret.broker.queue;

import io.leveret.broker.loop.Lane;
import io.leveret.broker.loop.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settlements from the channels of one loop to queues on another, in order. */
public final class Settle implements Runnable {

    /** What becomes of an entry. */
    public enum Verdict {
        /** Done with: basic.ack. */
        ACK,
        /** Back to its place, to be delivered again: basic.reject, basic.nack and basic.recover with requeue. */
        REQUEUE,
        /** The same where it does not count towards the queue's delivery limit. */
        REQUEUE_UNCOUNTED,
        /** Refused for good: basic.reject and basic.nack without requeue. */
        REJECT,
        /** The same in a transaction, where the queue itself sees to a dead letter that must arrive. */
        DIE,
        /** Never reached the client: back to its place as if it had not left. */
        GIVE_BACK;

        /** Whether the entry is gone with the settlement itself. */
        boolean isFinal() {
            return this == ACK || this == REJECT;
        }

        /** Whether the entry is ready again. */
        public boolean comesBack() {
            return this == REQUEUE || this == REQUEUE_UNCOUNTED || this == GIVE_BACK;
        }
    }

    private static final int INITIAL = 16;

    private final Verdict verdict;
    private QueueEntry[] entries = new QueueEntry[INITIAL];
    private int size;

    private Settle(Verdict verdict) {
        this.verdict = verdict;
    }

    /** Settles an entry: at once if its queue's home is this loop, else with this turn's batch. */
    public static void send(Loop here, QueueEntry entry, Verdict verdict) {
        Loop home = entry.queue().home();
        if (home == here) {
            entry.queue().settle(entry, verdict);
            return;
        }
        Lane lane = here.lane(home);
        Settle batch = lane.last(Settle.class);
        if (batch == null || batch.verdict != verdict) {
            batch = new Settle(verdict);
            lane.add(batch);
        }
        batch.add(entry);
    }

    /**
     * Requeues entries of one queue that come back together, consumer by consumer: the queue's limits are held against all
     * that one of them has held before anybody gets one again. Those of basic.get come first, as RabbitMQ has it.
     *
     * @param verdict whether it counts
     */
    public static void requeue(Loop here, Queue queue, List<QueueEntry> entries, Verdict verdict) {
        here.send(queue.home(), () -> {
            Map<String, List<QueueEntry>> byConsumer = new TreeMap<>();
            for (QueueEntry entry : entries) {
                Holder holder = entry.holder;
                if (holder != null) {
                    byConsumer
                            .computeIfAbsent(holder.consumerTag(), tag -> new ArrayList<>())
                            .add(entry);
                }
            }
            for (List<QueueEntry> held : byConsumer.values()) {
                queue.limit().hold(false);
                held.forEach(entry -> queue.settle(entry, verdict));
                queue.limit().release();
            }
        });
    }

    private void add(QueueEntry entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        entries[size++] = entry;
    }

    @Override
    public void run() {
        for (int i = 0; i < size; i++) {
            entries[i].queue().settle(entries[i], verdict);
        }
    }
}
