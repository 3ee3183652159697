package io.leveret.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What ends a bench before its time: all who count their messages are through, or it stops since somebody wants that or
 * something fails. Any thread.
 */
final class RunEnd {

    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final CompletableFuture<@Nullable BenchException> stopped = new CompletableFuture<>();
    private final AtomicInteger counting;
    private final BenchOutput notices;

    /**
     * @param counting how many producers and consumers have a number of messages to get through
     * @param notices gets what a person should know while the bench goes on
     */
    RunEnd(int counting, BenchOutput notices) {
        this.counting = new AtomicInteger(counting);
        this.notices = notices;
    }

    void say(String notice) {
        notices.line(notice);
    }

    /** One producer or consumer is through with its number of messages. */
    void through() {
        if (counting.decrementAndGet() == 0) {
            ended.complete(null);
        }
    }

    void stop() {
        stopped.complete(null);
        ended.complete(null);
    }

    /** The first failure counts, and none behind a stop. */
    void fail(BenchException failure) {
        stopped.complete(failure);
        ended.complete(null);
    }

    /** Whether all are through, and it was not stopped. */
    boolean isThrough() {
        return ended.isDone() && !stopped.isDone();
    }

    boolean isStopped() {
        return stopped.isDone();
    }

    /** What went wrong, if the bench has stopped for that. */
    @Nullable
    BenchException failure() {
        return stopped.getNow(null);
    }

    /** Waits for the end, but no longer than this; returns whether it has come. */
    boolean await(long nanosMax) {
        return await(ended, nanosMax);
    }

    /** The same for a stop alone. */
    boolean awaitStop(long nanosMax) {
        return await(stopped, nanosMax);
    }

    private boolean await(CompletableFuture<?> event, long nanosMax) {
        try {
            event.get(Math.max(0, nanosMax), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
