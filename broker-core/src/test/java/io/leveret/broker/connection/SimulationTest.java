package io.leveret.broker.connection;

import io.leveret.broker.testing.ErrorLog;
import org.junit.jupiter.api.Test;

/**
 * Several loops in random order. {@code -Dleveret.simulation.runs=N} sets how many simulations of each kind run, {@code
 * -Dleveret.simulation.seed=S} the seed of the first; a failure names the seed of its simulation.
 */
class SimulationTest {

    private static final int RUNS = Integer.getInteger("leveret.simulation.runs", 30);
    private static final long SEED = Long.getLong("leveret.simulation.seed", 20_261_121);
    private static final int STEPS = 6_000;

    @Test
    void everyMessageComesOnceAndInOrder() {
        run(false);
    }

    @Test
    void nothingIsLostOrDoubledWhateverClientsDo() {
        run(true);
    }

    private static void run(boolean chaos) {
        long begun = System.nanoTime();
        long messages = 0;
        long deliveries = 0;
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            ErrorLog.clear();
            Simulation simulation = new Simulation(seed, chaos);
            try {
                simulation.run(STEPS);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("simulation of seed " + seed + ": " + failure.getMessage(), failure);
            }
            messages += simulation.ledger.all().size();
            deliveries += simulation.ledger.deliveries;
        }
        long ms = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("simulation" + (chaos ? " with chaos" : "") + ": " + RUNS + " from seed " + SEED + ", "
                + messages + " messages, " + deliveries + " deliveries, " + ms + " ms");
    }
}
