package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.stats.MessageStats;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives ready messages to consumers with room and ends those that have expired at the head.
 *
 * <p>Works in bounded rounds, so that a deep queue never holds its loop for longer than about a millisecond. Owned by
 * the queue's home loop.
 */
final class Dispatcher {

    /** Entries looked at before other queues and sockets get their turn. */
    static final int ROUND_MAX = 2048;

    private final Loop home;
    private final QueueState state;
    private final ConsumerOrder consumers;
    private final DeadLetters deadLetters;
    private final DeliveryMark mark;
    private final MessageStats stats;
    private final Runnable dispatch;
    /** Those that were granted credit since the last round. */
    private final List<Consumer> withCredit = new ArrayList<>(0);

    private long delivered;
    private long expired;
    /** How many had expired when the last round ended. */
    private long expiredLooked;
    /**
     * Whether the last round ended only because there was no head any more that could have expired too, as others have since
     * the round before, by whomever they were found.
     */
    private boolean expiring;

    /** @param dispatch has the queue dispatch */
    Dispatcher(
            Loop home,
            QueueState state,
            ConsumerOrder consumers,
            DeadLetters deadLetters,
            DeliveryMark mark,
            MessageStats stats,
            Runnable dispatch) {
        this.home = home;
        this.state = state;
        this.consumers = consumers;
        this.deadLetters = deadLetters;
        this.mark = mark;
        this.stats = stats;
        this.dispatch = dispatch;
    }

    /**
     * One round. A message may be delivered in the millisecond in which it expires, but not later: so one whose time to
     * live is 0 reaches a consumer that waits for it.
     *
     * @return true if there is more to do at once
     */
    boolean round(long nowMs) {
        boolean more = serve(nowMs);
        expiredLooked = expired;
        // Who has not used its credit by now is passed by others, and other queues of its channel may want it.
        giveCreditBack();
        return more;
    }

    private boolean serve(long nowMs) {
        expiring = false;
        for (int left = ROUND_MAX; left > 0; left--) {
            QueueEntry head = state.head();
            if (head == null) {
                expiring = expired > expiredLooked;
                return false;
            }
            boolean over = head.deadlineMs() < nowMs && !mark.isAwaited();
            Consumer consumer = over ? null : consumers.next();
            if (consumer != null) {
                // Who does not acknowledge gets nothing twice.
                if (!consumer.terms().noAck() && !mark.covers(head)) {
                    return false;
                }
                offer(head, consumer);
            } else if (head.deadlineMs() > nowMs) {
                return false;
            } else if (deadLetters.isFull()) {
                return true;
            } else {
                expire();
            }
        }
        return true;
    }

    private void offer(QueueEntry head, Consumer consumer) {
        if (!consumer.hasRoom(home.memory())) {
            consumers.block(consumer);
            awaitRoom(consumer);
        } else if (consumer.needsCredit()) {
            consumers.block(consumer);
            if (consumer.askOnce()) {
                home.send(consumer.session().loop(), consumer.sink()::creditWanted);
            }
        } else {
            deliver(head, consumer);
        }
    }

    /** Who waits for memory goes on by its own acknowledgements, or when there is room by those of others. */
    private void awaitRoom(Consumer consumer) {
        if (!consumer.awaitsRoom && consumer.holdsTooMuch(home.memory())) {
            consumer.awaitsRoom = true;
            home.memory().whenRoom(() -> {
                consumer.awaitsRoom = false;
                if (consumers.unblock(consumer)) {
                    dispatch.run();
                }
            });
        }
    }

    private void deliver(QueueEntry head, Consumer consumer) {
        if (consumer.terms().noAck()) {
            consumer.handedOver().add(state.takeToHandOver());
        } else {
            state.takeFor(consumer);
        }
        consumer.handedOver(head.message());
        consumers.served(consumer);
        delivered++;
        stats.countDelivered(consumer.terms().noAck(), head.isRedelivered());
        Deliver.send(home, consumer, head);
    }

    /**
     * Drops heads that have expired by {@code nowMs}, for readers that are no consumers. All of them, whatever a round
     * allows: what comes next is told to a client. There are many only while the rounds that drop them are under way.
     */
    void expireHeads(long nowMs) {
        for (QueueEntry head = state.head(); head != null && head.deadlineMs() <= nowMs; head = state.head()) {
            expire();
        }
    }

    private void expire() {
        deadLetters.headDies(DeathReason.EXPIRED);
        expired++;
    }

    /** The consumer has credit from its channel; it goes back if the next round has nothing for it. */
    void granted(Consumer consumer) {
        consumer.grant();
        withCredit.add(consumer);
    }

    private void giveCreditBack() {
        if (!withCredit.isEmpty()) {
            // A channel on this loop may grant at once what it gets back, to another consumer of this queue.
            List<Consumer> holding = List.copyOf(withCredit);
            withCredit.clear();
            holding.forEach(this::giveCreditBack);
        }
    }

    /** Gives the channel back what the consumer has not used. */
    void giveCreditBack(Consumer consumer) {
        int unused = consumer.takeBackCredit();
        if (unused > 0) {
            home.send(consumer.session().loop(), () -> consumer.sink().creditReturned(unused));
        }
    }

    /** Whether what comes next has probably expired as well, so that it is worth having in memory. */
    boolean isExpiring() {
        return expiring;
    }

    /** Messages given to consumers since the queue was declared. */
    long delivered() {
        return delivered;
    }

    /** Messages that died because their time was over. */
    long expired() {
        return expired;
    }
}
