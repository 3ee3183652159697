package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/**
 * Notices that nobody uses a queue any more: its last consumer has left, or it was not used for its {@code x-expires}.
 *
 * <p>Owned by the queue's home loop.
 */
final class Disuse {

    private final Loop home;
    private final QueueTimers timers;
    private final ConsumerOrder consumers;
    private final boolean autoDelete;
    private final Runnable giveUp;

    /** @param giveUp has the queue deleted, unless it is going already */
    Disuse(Loop home, QueueTimers timers, ConsumerOrder consumers, boolean autoDelete, Runnable giveUp) {
        this.home = home;
        this.timers = timers;
        this.consumers = consumers;
        this.autoDelete = autoDelete;
        this.giveUp = giveUp;
    }

    /** Somebody uses the queue now. */
    void used() {
        timers.used(home.turnMs());
    }

    /** Lets the time run without which nobody needs the queue. */
    void watch() {
        used();
        timers.watchUse(this::expire);
    }

    /** Nobody may have needed the queue for this long from now on, or {@link QueueTerms#UNSET}. */
    void expireAfter(long expiresMs) {
        timers.expireAfter(expiresMs);
        watch();
    }

    /** A consumer has left a queue that is live. */
    void consumerLeft() {
        watch();
        if (autoDelete && consumers.size() == 0) {
            giveUp.run();
        }
    }

    private void expire() {
        if (consumers.size() == 0) {
            giveUp.run();
        }
    }
}
