package io.leveret.broker.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {

    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final List<String> ran = new ArrayList<>();

    @Test
    void hasNothingNextWhenEmpty() {
        assertThat(deadlines.nextMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(deadlines.runDue(Long.MAX_VALUE)).isZero();
    }

    @Test
    void runsWhatIsDueOnItsOwnerAndLeavesTheRest() {
        deadlines.add(
                20,
                task -> {
                    ran.add("owner");
                    task.run();
                },
                () -> ran.add("twenty"));
        deadlines.add(10, Runnable::run, () -> ran.add("ten"));
        deadlines.add(21, Runnable::run, () -> ran.add("late"));
        assertThat(deadlines.nextMs()).isEqualTo(10);
        assertThat(deadlines.runDue(20)).isEqualTo(2);
        assertThat(ran).containsExactly("ten", "owner", "twenty");
        assertThat(deadlines.nextMs()).isEqualTo(21);
    }

    @Test
    void runsThoseOfOneTimeInTheOrderOfRegistration() {
        for (int i = 0; i < 100; i++) {
            String name = Integer.toString(i);
            deadlines.add(5, Runnable::run, () -> ran.add(name));
        }
        deadlines.runDue(5);
        assertThat(ran).hasSize(100).isSortedAccordingTo((a, b) -> Integer.valueOf(a) - Integer.valueOf(b));
    }

    @Test
    void agreesWithASortedMap() {
        long seed = 20_261_121;
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Long, List<String>> model = new TreeMap<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(3) > 0) {
                long atMs = random.nextInt(1_000);
                String name = "d" + i;
                deadlines.add(atMs, Runnable::run, () -> ran.add(name));
                model.computeIfAbsent(atMs, at -> new ArrayList<>()).add(name);
            } else {
                long nowMs = random.nextInt(1_000);
                List<String> expected = new ArrayList<>();
                model.headMap(nowMs, true).values().forEach(expected::addAll);
                model.headMap(nowMs, true).clear();
                ran.clear();
                assertThat(deadlines.runDue(nowMs))
                        .as("seed %s, step %s", seed, i)
                        .isEqualTo(expected.size());
                assertThat(ran).as("seed %s, step %s", seed, i).isEqualTo(expected);
            }
        }
    }
}
