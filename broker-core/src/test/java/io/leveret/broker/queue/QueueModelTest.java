package io.leveret.broker.queue;

import io.leveret.broker.testing.ErrorLog;
import org.junit.jupiter.api.Test;

/**
 * A queue against a small model. {@code -Dleveret.model.sequences=N} sets how many random histories are tried, {@code
 * -Dleveret.model.seed=S} the seed of the first; a failure names the seed of its history.
 */
class QueueModelTest {

    private static final int SEQUENCES = Integer.getInteger("leveret.model.sequences", 500);
    private static final long SEED = Long.getLong("leveret.model.seed", 20_261_121);

    @Test
    void agreesWithTheModelWhateverHappens() {
        ErrorLog.clear();
        long begun = System.nanoTime();
        for (long seed = SEED; seed < SEED + SEQUENCES; seed++) {
            try {
                new QueueModelRun(seed).run();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("history of seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        long ms = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("queue model: " + SEQUENCES + " histories from seed " + SEED + ", " + ms + " ms");
    }
}
