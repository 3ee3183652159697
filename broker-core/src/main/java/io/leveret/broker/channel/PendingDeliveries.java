package io.leveret.broker.channel;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
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
 * windows of the connection's consumers, which are refilled only by what has been written to a socket that drains. Direct
 * replies, which no window bounds, wait up to a number of bytes.
 *
 * <p>Owned by the connection's loop.
 */
public final class PendingDeliveries {

    private sealed interface Pending {}

    private record Delivery(ChannelConsumer consumer, QueueEntry entry) implements Pending {}

    private record Reply(ReplyConsumer consumer, Message message) implements Pending {}

    private final Loop loop;
    private final Output output;
    private final long replyBytesMax;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final List<ChannelConsumer> toRefill = new ArrayList<>();
    private long replyBytes;

    /**
     * @param replyBytesMax direct replies past which no more are taken; one may exceed it
     */
    public PendingDeliveries(Loop loop, Output output, long replyBytesMax) {
        this.loop = loop;
        this.output = output;
        this.replyBytesMax = replyBytesMax;
    }

    /** Writes a delivery, or keeps it until the socket takes it. */
    void offer(ChannelConsumer consumer, QueueEntry entry) {
        if (waiting.isEmpty() && output.isWritable()) {
            write(consumer, entry);
        } else {
            waiting.add(new Delivery(consumer, entry));
        }
    }

    /** Writes a direct reply, or keeps it until the socket takes it; false if too much waits. */
    boolean offer(ReplyConsumer consumer, Message reply) {
        if (waiting.isEmpty() && output.isWritable()) {
            consumer.write(reply);
        } else if (replyBytes < replyBytesMax) {
            waiting.add(new Reply(consumer, reply));
            replyBytes += reply.footprintBytes();
        } else {
            return false;
        }
        return true;
    }

    /** Writes what waits, as far as the socket takes it. */
    public void drain() {
        while (!waiting.isEmpty() && output.isWritable()) {
            Pending next = waiting.remove();
            if (next instanceof Delivery delivery) {
                write(delivery.consumer, delivery.entry);
            } else if (next instanceof Reply reply) {
                replyBytes -= reply.message.footprintBytes();
                reply.consumer.write(reply.message);
            }
        }
    }

    private void write(ChannelConsumer consumer, QueueEntry entry) {
        if (consumer.write(entry)) {
            toRefill.add(consumer);
        }
    }

    /** How many deliveries that are to be acknowledged wait for this channel's consumers. */
    int waitingFor(AmqpChannel channel) {
        int count = 0;
        for (Pending next : waiting) {
            if (next instanceof Delivery delivery
                    && delivery.consumer.channel() == channel
                    && delivery.consumer.isGloballyLimited()) {
                count++;
            }
        }
        return count;
    }

    /** Lets the queues send as much again as was written, if the socket has taken it. Called after a flush. */
    public void refill() {
        if (toRefill.isEmpty() || !output.isWritable()) {
            return;
        }
        toRefill.forEach(ChannelConsumer::refill);
        toRefill.clear();
    }

    /** Gives everything back to the queues and drops all replies; cheaper than channel by channel. */
    public void giveBackAll() {
        dropReplies(consumer -> true);
        giveBack(consumer -> true);
    }

    /** Drops the replies that wait for a consumer. */
    void drop(ReplyConsumer consumer) {
        dropReplies(other -> other == consumer);
    }

    private void dropReplies(Predicate<ReplyConsumer> whose) {
        waiting.removeIf(next -> {
            if (next instanceof Reply reply && whose.test(reply.consumer)) {
                replyBytes -= reply.message.footprintBytes();
                return true;
            }
            return false;
        });
    }

    /** Gives what waits for a consumer, or for all of a channel's, back to the queues. */
    void giveBack(Predicate<ChannelConsumer> whose) {
        for (int left = waiting.size(); left > 0; left--) {
            Pending next = waiting.remove();
            if (next instanceof Delivery delivery && whose.test(delivery.consumer)) {
                Settle.send(loop, delivery.entry, Settle.Verdict.GIVE_BACK);
                delivery.consumer.givenBack();
            } else {
                waiting.add(next);
            }
        }
    }
}
