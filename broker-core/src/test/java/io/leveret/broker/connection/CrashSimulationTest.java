package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SimulatedStore;
import io.leveret.store.disk.CrashingDisk.Kind;
import io.leveret.store.disk.CrashingDisk.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whenever a broker dies: nothing confirmed is lost, no transaction is halved, and no dead letter, whatever times, limits
 * and priorities the queues have. A seed that fails fails again, over the store too, whose threads run when the seed says so.
 */
class CrashSimulationTest {

    /** {@code -Dleveret.crash.seeds} runs more. */
    private static final int SEEDS = Integer.getInteger("leveret.crash.seeds", Integer.getInteger("seeds", 40));

    /** The same without the store: {@code -Dleveret.crash.batches.seeds}. */
    private static final int BATCH_SEEDS = Integer.getInteger("leveret.crash.batches.seeds", 40);

    /** In fewer, not everything happens that can. */
    private static final int SEEDS_THAT_COVER = 30;

    private static final long FIRST_SEED = Long.getLong("leveret.crash.seed", 20261124);

    private int crashes;
    private int crashesOfDisk;
    private int messages;
    private int confirms;
    private int transactions;
    private int again;
    private final Map<String, Integer> deaths = new TreeMap<>();
    private int purges;
    private int deletes;

    @BeforeEach
    void forgetErrorsOfOtherTests() {
        ErrorLog.clear();
    }

    @Test
    void losesNothingConfirmedAndHalvesNoTransactionWheneverTheDiskDies() {
        long operations = 0;
        long checkpoints = 0;
        long recycled = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            for (Operation operation : overStore(seed)) {
                boolean renames = operation.kind() == Kind.RENAME;
                operations++;
                checkpoints += renames && operation.name().startsWith("catalog-") ? 1 : 0;
                recycled += renames && operation.name().startsWith("spare-") ? 1 : 0;
            }
        }
        report("over stores", SEEDS);
        System.out.printf(
                "%d crashes, %d of them at an operation of a disk; %d operations, %d checkpoints, %d recycled%n",
                crashes, crashesOfDisk, operations, checkpoints, recycled);
        if (SEEDS >= SEEDS_THAT_COVER) {
            assertThat(checkpoints).isPositive();
            assertThat(recycled).isPositive();
            requireSomeOfAll();
        }
    }

    @Test
    void losesNothingConfirmedAndHalvesNoTransactionWhicheverBatchesAreForced() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + BATCH_SEEDS; seed++) {
            run(seed, CrashSimulation.overBatches(seed));
        }
        report("over batches", BATCH_SEEDS);
        requireSomeOfAll();
    }

    @Test
    void doesTheSameAgainWithTheSameSeed() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 3; seed++) {
            assertThat(overStore(seed)).isEqualTo(overStore(seed));
        }
    }

    private List<Operation> overStore(long seed) {
        try {
            SimulatedStore store = new SimulatedStore(seed);
            run(seed, CrashSimulation.overStore(seed, store));
            crashes += store.crashes();
            crashesOfDisk += store.crashesOfDisk();
            return store.operations();
        } catch (IOException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void run(long seed, CrashSimulation simulation) {
        try {
            simulation.run();
        } catch (IOException | RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed, failure);
        }
        messages += simulation.ledger.size();
        confirms += simulation.ledger.confirms();
        transactions += simulation.ledger.committed.size();
        again += simulation.verdict.twice();
        simulation.verdict.reasons().forEach((reason, count) -> deaths.merge(reason, count, Integer::sum));
        purges += simulation.fleeting.purges();
        deletes += simulation.fleeting.deletes();
    }

    private void report(String what, int seeds) {
        System.out.printf(
                "crash simulation %s: %d from seed %d, %d messages, %d confirmed, %d transactions, dead %s, again %d, %d purges, %d deletes%n",
                what, seeds, FIRST_SEED, messages, confirms, transactions, deaths, again, purges, deletes);
    }

    private void requireSomeOfAll() {
        assertThat(confirms).isPositive();
        assertThat(transactions).isPositive();
        assertThat(deaths.keySet()).containsExactly("delivery_limit", "expired", "maxlen", "rejected");
        assertThat(again).isPositive();
        assertThat(purges).isPositive();
        assertThat(deletes).isPositive();
    }
}
