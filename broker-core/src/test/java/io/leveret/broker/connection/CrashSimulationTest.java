package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashSimulationTest {

    /** {@code -Dleveret.crash.seeds} runs more. */
    private static final int SEEDS = Integer.getInteger("leveret.crash.seeds", Integer.getInteger("seeds", 150));

    private static final long FIRST_SEED = 20261124;

    @Test
    void losesNothingConfirmedAndHalvesNoTransactionWheneverItDies() {
        int messages = 0;
        int confirms = 0;
        int transactions = 0;
        int deaths = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            CrashSimulation simulation = new CrashSimulation(seed);
            try {
                simulation.run();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
            messages += simulation.ledger.size();
            confirms += simulation.ledger.confirms();
            transactions += simulation.ledger.transactions();
            deaths += simulation.ledger.deaths();
        }
        System.out.printf(
                "crash simulation: %d from seed %d, %d messages, %d confirmed, %d transactions, %d dead%n",
                SEEDS, FIRST_SEED, messages, confirms, transactions, deaths);
        assertThat(confirms).isPositive();
        assertThat(transactions).isPositive();
        assertThat(deaths).isPositive();
    }
}
