package io.leveret.broker.channel;

import io.leveret.broker.queue.QueueEntry;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The limit over all consumers of a channel (basic.qos with {@code global}).
 *
 * <p>The channel owns the count, wherever its queues live: a queue that has a message for one of the consumers asks,
 * and gets credit for one message when there is room. Credit that finds no message any more comes back.
 *
 * <p>Owned by the connection's loop.
 */
final class GlobalPrefetch {

    private final AmqpChannel channel;
    private final ArrayDeque<ChannelConsumer> asking = new ArrayDeque<>();
    private final Set<QueueEntry> gets = new HashSet<>(0);
    private int limit;
    private int outstanding;

    GlobalPrefetch(AmqpChannel channel) {
        this.channel = channel;
    }

    boolean isLimited() {
        return limit > 0;
    }

    /** How many messages all consumers together may hold, 0 for any number. */
    int limit() {
        return limit;
    }

    /** Sets the limit; 0 is none. What the channel's consumers hold, or are about to get, counts. */
    void limit(int messages) {
        if (!isLimited()) {
            outstanding = channel.unacked().size()
                    + channel.tx().settlements()
                    - gets.size()
                    + channel.host().deliveries().waitingFor(channel);
        }
        limit = messages;
        grantWhatFits();
    }

    /** A queue has a message for this consumer. */
    void ask(ChannelConsumer consumer) {
        asking.add(consumer);
        grantWhatFits();
    }

    /** An entry came by basic.get, which no limit counts. */
    void got(QueueEntry entry) {
        gets.add(entry);
    }

    /** An entry is settled. */
    void settled(QueueEntry entry) {
        if (gets.isEmpty() || !gets.remove(entry)) {
            returned(1);
        }
    }

    /** Credit came back, because what it was used for is settled or because it found no message. */
    void returned(int messages) {
        if (isLimited()) {
            outstanding = Math.max(0, outstanding - messages);
            grantWhatFits();
        }
    }

    /** Who has asked first, unless another of the same queue is to be served before. */
    private ChannelConsumer takeNext() {
        ChannelConsumer first = asking.element();
        ChannelConsumer next = first;
        for (ChannelConsumer other : asking) {
            if (other.queue() == first.queue()
                    && other.consumer().terms().priority()
                            > next.consumer().terms().priority()) {
                next = other;
            }
        }
        asking.remove(next);
        return next;
    }

    private void grantWhatFits() {
        while (!asking.isEmpty() && (!isLimited() || outstanding < limit)) {
            ChannelConsumer next = takeNext();
            outstanding++;
            channel.loop()
                    .send(
                            next.queue().home(),
                            () -> next.queue().subscriptions().grant(next.consumer()));
        }
    }
}
