package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/**
 * Takes all ready messages of a queue for good: at once for those who look, in steps for the journal.
 *
 * <p>Owned by the queue's home loop.
 */
final class Purging {

    private final Loop home;
    private final QueueState state;
    private final Paging paging;
    private final Retention retention;
    private long purges;

    Purging(Loop home, QueueState state, Paging paging, Retention retention) {
        this.home = home;
        this.state = state;
        this.paging = paging;
        this.retention = retention;
    }

    /** Returns how many there were. What is kept for replay goes with them. */
    int purge() {
        retention.clear();
        int purged = state.purge(paging::release);
        paging.purged();
        long purge = ++purges;
        whenDone(() -> {
            // A later one is not over.
            if (purge == purges) {
                retention.begin();
            }
        });
        return purged;
    }

    /** Runs the task on this loop once all that was purged is gone for good. */
    void whenDone(Runnable task) {
        if (state.purged().size() == 0) {
            home.whenDurable(task);
        } else {
            state.purged().whenEmpty(task);
        }
    }

    /** Takes one more step; true if there is another. */
    boolean step() {
        if (state.bury(Dispatcher.ROUND_MAX)) {
            return true;
        }
        end();
        return false;
    }

    /** Nothing is left of what was purged, since nothing is left at all. */
    void end() {
        state.purged().takeWaiting().forEach(home::whenDurable);
    }
}
