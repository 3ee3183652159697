package io.leveret.broker.queue;

import io.leveret.broker.testing.ErrorLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            run(seed);
        }
        long ms = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("queue model: " + SEQUENCES + " histories from seed " + SEED + ", " + ms + " ms");
    }

    /** A head that left memory at a turn's end was seen by nobody when it expired. */
    @ParameterizedTest
    @ValueSource(longs = {20_292_755, 20_308_325})
    void agreesInHistoriesThatHaveFoundADefect(long seed) {
        ErrorLog.clear();
        run(seed);
    }

    private static void run(long seed) {
        try {
            new QueueModelRun(seed).run();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("history of seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
