package io.leveret.broker.time;

import java.util.concurrent.Executor;

/**
 * The registry in which every timer with a meaning (message TTL, queue expiry) stands.
 *
 * <p>A deadline cannot be withdrawn: its task finds out by itself whether it still matters. Owners keep at most one
 * deadline outstanding per purpose, so the registry stays as small as the number of its owners.
 */
public interface Deadlines extends AutoCloseable {

    /**
     * Runs {@code task} on {@code owner} once the clock has reached {@code atMs}.
     *
     * @param atMs on {@link Clock#monotonicMs()}'s scale; the past means at once
     */
    void at(long atMs, Executor owner, Runnable task);

    @Override
    void close();
}
