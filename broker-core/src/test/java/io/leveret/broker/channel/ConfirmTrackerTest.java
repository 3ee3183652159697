package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.queue.PublishOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfirmTrackerTest {

    private static final long SEED = 20_261_121;

    private final ConfirmTracker tracker = new ConfirmTracker();

    @Test
    void countsFromOneAndTellsNothingWhileAnswersAreDue() {
        assertThat(tracker.open(1)).isEqualTo(1);
        assertThat(tracker.open(2)).isEqualTo(2);
        assertThat(tracker.hasNews()).isFalse();
        tracker.answered(2, PublishOutcome.ACCEPTED);
        assertThat(tracker.hasNews()).isFalse();
        assertThat(told()).isEmpty();
    }

    @Test
    void confirmsAtOnceWhatWentNowhere() {
        tracker.open(0);
        assertThat(tracker.hasNews()).isTrue();
        assertThat(told()).containsExactly("ack 1");
        assertThat(tracker.hasNews()).isFalse();
    }

    @Test
    void tellsARunAtTheFrontAsOne() {
        openAndAccept(5);
        assertThat(told()).containsExactly("ack 1-5");
        assertThat(told()).isEmpty();
    }

    @Test
    void tellsOneByOneBehindAnOpenPublish() {
        tracker.open(1);
        openAndAccept(2);
        assertThat(told()).containsExactly("ack 2", "ack 3");
        tracker.answered(1, PublishOutcome.ACCEPTED);
        assertThat(told()).containsExactly("ack 1");
    }

    @Test
    void splitsARunWhereTheOutcomeChanges() {
        for (int i = 0; i < 6; i++) {
            tracker.open(1);
        }
        for (long tag = 1; tag <= 6; tag++) {
            tracker.answered(tag, tag == 3 || tag == 4 ? PublishOutcome.REJECTED : PublishOutcome.ACCEPTED);
        }
        assertThat(told()).containsExactly("ack 1-2", "nack 1-4", "ack 1-6");
    }

    @Test
    void oneRefusalOfSeveralTargetsRefuses() {
        tracker.open(3);
        tracker.answered(1, PublishOutcome.ACCEPTED);
        tracker.answered(1, PublishOutcome.REJECTED);
        tracker.answered(1, PublishOutcome.GONE);
        assertThat(told()).containsExactly("nack 1");
    }

    @Test
    void aQueueThatIsGoneHasAccepted() {
        tracker.open(1);
        tracker.answered(1, PublishOutcome.GONE);
        assertThat(told()).containsExactly("ack 1");
    }

    private void openAndAccept(int count) {
        for (int i = 0; i < count; i++) {
            tracker.answered(tracker.open(1), PublishOutcome.ACCEPTED);
        }
    }

    /** What is told now, as the client reads it. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        tracker.tell((tag, count, accepted) ->
                told.add((accepted ? "ack " : "nack ") + (count > 1 ? "1-" + tag : Long.toString(tag))));
        return told;
    }

    @Test
    void agreesWithAModel() {
        for (long seed = SEED; seed < SEED + 300; seed++) {
            new Run(seed).run();
        }
    }

    /** One random history: the model holds what each open publish still waits for, and what the client believes. */
    private static final class Run {
        private final long seed;
        private final SplittableRandom random;
        private final ConfirmTracker tracker = new ConfirmTracker();
        private final TreeMap<Long, Integer> waiting = new TreeMap<>();
        private final Map<Long, Boolean> outcome = new TreeMap<>();
        private final TreeMap<Long, Boolean> untold = new TreeMap<>();
        private long lastTag;
        private int told;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void run() {
            int steps = 1 + random.nextInt(600);
            int busy = 1 + random.nextInt(9);
            for (int step = 0; step < steps; step++) {
                if (random.nextInt(10) < busy) {
                    open();
                } else if (random.nextInt(4) > 0) {
                    answerOne();
                } else {
                    tell();
                }
            }
            while (!waiting.isEmpty()) {
                answerOne();
            }
            tell();
            assertThat(untold).as("seed %s: never told", seed).isEmpty();
            assertThat(told).as("seed %s: told once each", seed).isEqualTo((int) lastTag);
        }

        private void open() {
            int targets = random.nextInt(4);
            long tag = tracker.open(targets);
            assertThat(tag).isEqualTo(++lastTag);
            outcome.put(tag, true);
            if (targets == 0) {
                untold.put(tag, true);
            } else {
                waiting.put(tag, targets);
            }
        }

        private void answerOne() {
            if (waiting.isEmpty()) {
                return;
            }
            Long near = waiting.ceilingKey(waiting.firstKey() + random.nextLong(lastTag - waiting.firstKey() + 1));
            long tag = near == null ? waiting.firstKey() : near;
            PublishOutcome answer =
                    List.of(PublishOutcome.values()).get(random.nextInt(PublishOutcome.values().length));
            tracker.answered(tag, answer);
            outcome.merge(tag, answer != PublishOutcome.REJECTED, Boolean::logicalAnd);
            int left = waiting.merge(tag, -1, Integer::sum);
            if (left == 0) {
                waiting.remove(tag);
                untold.put(tag, outcome.getOrDefault(tag, false));
            }
        }

        private void tell() {
            assertThat(tracker.hasNews()).as("seed %s", seed).isEqualTo(!untold.isEmpty());
            tracker.tell(this::confirm);
            assertThat(untold).as("seed %s: told late", seed).isEmpty();
        }

        /** What a client does with a confirm: it settles what it has not heard of, up to the tag. */
        private void confirm(long tag, long count, boolean accepted) {
            String where = "seed " + seed + ", confirm of " + tag;
            assertThat(outcome).as(where).containsKey(tag);
            if (count > 1) {
                assertThat(untold.headMap(tag, true)).as(where).hasSize((int) count);
                assertThat(waiting.headMap(tag, true))
                        .as("%s passes open publishes", where)
                        .isEmpty();
                told += untold.headMap(tag, true).size();
                assertThat(untold.headMap(tag, true).values()).as(where).containsOnly(accepted);
                untold.headMap(tag, true).clear();
            } else {
                assertThat(untold.remove(tag)).as(where).isEqualTo(accepted);
                told++;
            }
        }
    }
}
