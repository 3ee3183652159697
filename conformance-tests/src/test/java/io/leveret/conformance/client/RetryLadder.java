package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names, rules and result of the work queue that {@code client/workload/work_queue.md} describes, for the programs in
 * Java. May be used by several workers at once.
 */
final class RetryLadder {

    static final int TASKS = 200;
    static final List<String> KEYS = List.of("task", "task.1", "task.2");

    final String work;
    final String retry;
    final String tasks;
    final String parked;
    final List<Step> steps;
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> lot = new ConcurrentLinkedQueue<>();
    private final AtomicInteger retries = new AtomicInteger();

    /** A queue in which a task that came with {@code key} waits before it returns with {@code nextKey}. */
    record Step(String queue, int ttlMs, String key, String nextKey) {}

    /** What to do with a task. */
    enum Outcome {
        DONE,
        RETRY,
        PARK
    }

    private record Done(int task, int rejections) {}

    private record Death(String queue, String reason, long count) {}

    RetryLadder(String prefix) {
        work = prefix + ".work";
        retry = prefix + ".retry";
        tasks = prefix + ".tasks";
        parked = prefix + ".parked";
        steps = List.of(
                new Step(prefix + ".retry.50", 50, KEYS.get(0), KEYS.get(1)),
                new Step(prefix + ".retry.100", 100, KEYS.get(1), KEYS.get(2)));
    }

    /** Every queue. */
    List<String> queues() {
        return Stream.concat(Stream.of(tasks, parked), steps.stream().map(Step::queue))
                .toList();
    }

    /** A worker has got the task, with the key and {@code x-death} entries that it came with. */
    Outcome attempt(int task, String routingKey, List<? extends Map<String, ?>> xDeath) {
        int rejections = rejections(xDeath);
        assertThat(routingKey).isEqualTo(KEYS.get(rejections));
        if (rejections == failures(task)) {
            done.add(new Done(task, rejections));
            return Outcome.DONE;
        }
        if (rejections == 2) {
            return Outcome.PARK;
        }
        retries.incrementAndGet();
        return Outcome.RETRY;
    }

    void parked(int task) {
        lot.add(task);
    }

    boolean finished() {
        return done.size() + lot.size() >= TASKS;
    }

    /** Each task was done once after as many rejections as it had to fail, or was parked once. */
    void verify() {
        assertThat(lot.stream().sorted())
                .containsExactlyElementsOf(
                        numbers().filter(n -> failures(n) == 3).boxed().toList());
        assertThat(done.stream().sorted(Comparator.comparingInt(Done::task)))
                .containsExactlyElementsOf(numbers()
                        .filter(n -> failures(n) < 3)
                        .mapToObj(n -> new Done(n, failures(n)))
                        .toList());
        assertThat(retries.get()).isEqualTo(40);
    }

    private static IntStream numbers() {
        return IntStream.range(0, TASKS);
    }

    /** How often a task fails: every 20th always, every 20th from 10 on twice. */
    private static int failures(int task) {
        return switch (task % 20) {
            case 0 -> 3;
            case 10 -> 2;
            default -> 0;
        };
    }

    /**
     * How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first.
     * Only the latest has a fixed place: RabbitMQ up to 3.12 turns the others round with every death.
     */
    private int rejections(List<? extends Map<String, ?>> xDeath) {
        List<Death> deaths = new ArrayList<>();
        for (Map<String, ?> entry : xDeath) {
            deaths.add(new Death(String.valueOf(entry.get("queue")), String.valueOf(entry.get("reason")), (Long)
                    entry.get("count")));
        }
        int times = (int) deaths.stream()
                .filter(death -> death.queue.equals(tasks))
                .mapToLong(Death::count)
                .sum();
        List<List<Death>> expected = List.of(
                List.of(),
                List.of(expired(0), new Death(tasks, "rejected", 1)),
                List.of(expired(1), expired(0), new Death(tasks, "rejected", 2)));
        assertThat(deaths).containsExactlyInAnyOrderElementsOf(expected.get(times));
        if (!deaths.isEmpty()) {
            assertThat(deaths.get(0)).isEqualTo(expected.get(times).get(0));
        }
        return times;
    }

    private Death expired(int step) {
        return new Death(steps.get(step).queue(), "expired", 1);
    }
}
