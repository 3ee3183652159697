package io.leveret.broker.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineThreadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Clock clock = new SystemClock();
    private final DeadlineThread deadlines = new DeadlineThread(clock);
    private final Queue<Long> ranAt = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        deadlines.close();
    }

    @Test
    void runsADeadlineOfThePastAtOnce() {
        deadlines.at(clock.monotonicMs() - 1_000, Runnable::run, () -> ranAt.add(clock.monotonicMs()));
        await().atMost(PATIENCE).until(() -> !ranAt.isEmpty());
    }

    @Test
    void runsADeadlineNoEarlierThanItsTime() {
        long atMs = clock.monotonicMs() + 50;
        deadlines.at(atMs, Runnable::run, () -> ranAt.add(clock.monotonicMs()));
        await().atMost(PATIENCE).until(() -> !ranAt.isEmpty());
        assertThat(ranAt).allMatch(ms -> ms >= atMs);
    }

    @Test
    void anEarlierDeadlineWakesItFromTheSleepForALaterOne() {
        deadlines.at(clock.monotonicMs() + 3_600_000, Runnable::run, () -> ranAt.add(-1L));
        deadlines.at(clock.monotonicMs() + 20, Runnable::run, () -> ranAt.add(1L));
        await().atMost(PATIENCE).until(() -> !ranAt.isEmpty());
        assertThat(ranAt).containsExactly(1L);
    }

    @Test
    void anOwnerThatRefusesHarmsNoOther() {
        deadlines.at(
                0,
                task -> {
                    throw new IllegalStateException("on purpose");
                },
                () -> {});
        deadlines.at(0, Runnable::run, () -> ranAt.add(1L));
        await().atMost(PATIENCE).until(() -> !ranAt.isEmpty());
    }

    @Test
    void takesRegistrationsFromSeveralThreads() throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int k = 0; k < 1_000; k++) {
                    deadlines.at(clock.monotonicMs() + k % 7, Runnable::run, ran::incrementAndGet);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().atMost(PATIENCE).until(() -> ran.get() == 4_000);
    }
}
