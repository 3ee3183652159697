package io.leveret.store.journal;

import io.leveret.store.worker.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether the device has failed, and of what. Once it has, it has for good. Any thread. */
public final class StoreFailure {

    private final Threads threads;
    private final CompletableFuture<Throwable> cause = new CompletableFuture<>();

    /** @param threads how it is waited */
    public StoreFailure(Threads threads) {
        this.threads = threads;
    }

    /** The first cause counts. */
    public void fail(Throwable failure) {
        cause.complete(failure);
    }

    public boolean hasFailed() {
        return cause.isDone();
    }

    public CompletionStage<Throwable> stage() {
        return cause.minimalCompletionStage();
    }

    /** Waits for the step; false if the store has failed, in which case it may never end. */
    public boolean awaits(CompletableFuture<?> step) {
        threads.await(CompletableFuture.anyOf(step, cause));
        return !hasFailed();
    }

    /** The cause; only after {@link #hasFailed}. */
    public Throwable cause() {
        return cause.join();
    }
}
