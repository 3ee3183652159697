package io.leveret.broker.queue;

import io.leveret.broker.testing.ErrorLog;
import org.junit.jupiter.api.Test;

/**
 * Random histories of queues on several loops that are each other's dead letter queues. {@code
 * -Dleveret.moves.sequences=N} sets how many are tried, {@code -Dleveret.moves.seed=S} the seed of the first.
 */
class MovesOnLoopsTest {

    private static final int SEQUENCES = Integer.getInteger("leveret.moves.sequences", 300);
    private static final long SEED = Long.getLong("leveret.moves.seed", 20_261_124);

    /** Nothing may be lost at any moment where every way ends in a queue that takes everything. */
    @Test
    void everyMessageIsSomewhereAtEveryMoment() {
        run(false);
    }

    /** Circles, several targets, targets that refuse: whatever happens, all moves come to an end. */
    @Test
    void movesEndInAnyHouse() {
        run(true);
    }

    private static void run(boolean anyHouse) {
        ErrorLog.clear();
        for (long seed = SEED; seed < SEED + SEQUENCES; seed++) {
            try {
                new MovesRun(seed, anyHouse).run();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("history of seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
