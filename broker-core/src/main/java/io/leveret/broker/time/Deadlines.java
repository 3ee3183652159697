package io.leveret.broker.time;

import java.util.concurrent.Executor;

/**
 * The registry in which every timer with a meaning (message TTL, queue expiry) stands.
 *
 * <p>Owners keep at most one deadline outstanding per purpose and withdraw it when they go, so the registry stays as
 * small as the number of its owners, and pins none that is gone.
 */
public interface Deadlines extends AutoCloseable {

    /** A deadline that was registered. */
    interface Pending {
        /**
         * Withdraws the deadline; by the owner. A task that has been handed to the owner already still runs, so it must
         * bear to come too late.
         */
        void cancel();
    }

    /**
     * Runs {@code task} on {@code owner} once the clock has reached {@code atMs}.
     *
     * @param atMs on {@link Clock#monotonicMs()}'s scale; the past means at once
     */
    Pending at(long atMs, Executor owner, Runnable task);

    @Override
    void close();
}
