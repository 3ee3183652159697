package io.leveret.broker.channel;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.Settle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Deliveries between their queues and the socket of one connection.
 *
 * <p>They are encoded only while the socket takes data. What waits here is a reference each, bounded by the hand-over
 * windows of the connection's consumers, which are refilled only by what has been written to a socket that drains.
 *
 * <p>Owned by the connection's loop.
 */
public final class PendingDeliveries {

    private record Pending(ChannelConsumer consumer, QueueEntry entry) {}

    private final Loop loop;
    private final Output output;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final List<ChannelConsumer> toRefill = new ArrayList<>();

    public PendingDeliveries(Loop loop, Output output) {
        this.loop = loop;
        this.output = output;
    }

    /** Writes a delivery, or keeps it until the socket takes it. */
    void offer(ChannelConsumer consumer, QueueEntry entry) {
        if (waiting.isEmpty() && output.isWritable()) {
            write(consumer, entry);
        } else {
            waiting.add(new Pending(consumer, entry));
        }
    }

    /** Writes what waits, as far as the socket takes it. */
    public void drain() {
        while (!waiting.isEmpty() && output.isWritable()) {
            Pending next = waiting.remove();
            write(next.consumer, next.entry);
        }
    }

    private void write(ChannelConsumer consumer, QueueEntry entry) {
        if (consumer.write(entry)) {
            toRefill.add(consumer);
        }
    }

    /** Lets the queues send as much again as was written, if the socket has taken it. Called after a flush. */
    public void refill() {
        if (toRefill.isEmpty() || !output.isWritable()) {
            return;
        }
        toRefill.forEach(ChannelConsumer::refill);
        toRefill.clear();
    }

    /** Gives everything back to the queues; cheaper than channel by channel. */
    public void giveBackAll() {
        giveBack(consumer -> true);
    }

    /** Gives what waits for a consumer, or for all of a channel's, back to the queues. */
    void giveBack(Predicate<ChannelConsumer> whose) {
        for (int left = waiting.size(); left > 0; left--) {
            Pending next = waiting.remove();
            if (whose.test(next.consumer)) {
                Settle.send(loop, next.entry, Settle.Verdict.GIVE_BACK);
                next.consumer.givenBack();
            } else {
                waiting.add(next);
            }
        }
    }
}
