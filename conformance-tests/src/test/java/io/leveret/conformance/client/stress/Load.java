package io.leveret.conformance.client.stress;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.leveret.conformance.client.BrokerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How much a stress test does, and its threads. {@code -Dleveret.stress.messages} is the number of messages of every
 * producer, 5,000 by default; 1,000,000 is what was run once for the record.
 */
final class Load {

    static final int PRODUCERS = 4;
    static final int QUEUES = 4;

    private static final long MESSAGES_DEFAULT = 5_000;
    private static final Duration LIMIT_FIXED = Duration.ofSeconds(60);
    /** Far below what any broker here does, so only a hang reaches the limit. */
    private static final long MESSAGES_PER_SECOND_MIN = 2_000;

    private Load() {}

    static BrokerAddress broker() {
        return BrokerAddress.current();
    }

    /** Messages of each producer, a multiple of the number of queues. */
    static long messages() {
        long wanted = Long.getLong("leveret.stress.messages", MESSAGES_DEFAULT);
        return Math.max(QUEUES, wanted - wanted % QUEUES);
    }

    /** Repetitions of each trial of causality on each connection. */
    static long trials() {
        return Math.max(1, messages() / 50);
    }

    /** Runs all tasks at once and returns when all have ended; the first failure ends the others. */
    static void runAll(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CompletionService<Void> ended = new ExecutorCompletionService<>(threads);
        long deadline = System.nanoTime() + limit().toNanos();
        try {
            tasks.forEach(ended::submit);
            for (int i = 0; i < tasks.size(); i++) {
                Future<Void> one = ended.poll(deadline - System.nanoTime(), NANOSECONDS);
                if (one == null) {
                    throw new AssertionError((tasks.size() - i) + " tasks still run after " + limit());
                }
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Duration limit() {
        return LIMIT_FIXED.plusSeconds(messages() * PRODUCERS / MESSAGES_PER_SECOND_MIN);
    }
}
