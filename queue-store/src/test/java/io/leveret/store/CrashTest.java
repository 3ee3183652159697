package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.worker.SeededThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Whatever a crash leaves of the disk: nothing that was reported durable is lost, nothing half-applied is seen. The threads
 * of the store run one at a time, in an order that the seed chooses, so a seed that fails fails again.
 */
class CrashTest {

    /** More of them: {@code -Dleveret.store.seeds=10000}. */
    private static final int SEEDS = Integer.getInteger("leveret.store.seeds", Integer.getInteger("seeds", 300));

    /** One in so many is crashed at each of its operations in turn. */
    private static final long FIRST_SEED = Long.getLong("leveret.store.seed", 0);

    private static final int SEEDS_PER_WHOLE_RUN = 150;

    /** In fewer, not everything happens that can. */
    private static final int SEEDS_THAT_COVER = 50;

    private static final int BATCHES = 60;
    private static final int BATCHES_OF_WHOLE_RUN = 40;
    private static final int LIVES = 4;

    @Test
    void findsAPrefixOfTheBatchesAfterACrashAtAnyOperationOfARun() {
        Coverage coverage = new Coverage();
        int crashes = 0;
        int runs = Math.max(1, SEEDS / SEEDS_PER_WHOLE_RUN);
        for (long seed = 1; seed <= runs; seed++) {
            long ofRun = seed;
            int operations = operationsOf(ofRun, coverage).size();
            for (int at = 0; at <= operations; at++) {
                int crashAt = at;
                run("seed " + seed + ", crash at operation " + at, () -> crashAt(ofRun, crashAt));
                crashes++;
            }
        }
        System.out.printf("crash at every operation: %d runs, %d crashes; whole runs: %s%n", runs, crashes, coverage);
    }

    private static List<CrashingDisk.Operation> operationsOf(long seed, Coverage coverage) {
        CrashingDisk whole = new CrashingDisk();
        run("seed " + seed, () -> new Script(seed, coverage).session(whole, BATCHES_OF_WHOLE_RUN, true));
        return whole.operations();
    }

    private static List<CrashingDisk.Operation> crashAt(long seed, int operation) throws IOException {
        CrashingDisk disk = new CrashingDisk();
        disk.powerOffAt(operation);
        Script script = new Script(seed);
        sessionThatMayNotOpen(script, disk, true, BATCHES_OF_WHOLE_RUN);
        CrashingDisk survivor = disk.afterMachineCrash(seed * 31 + operation);
        script.session(survivor, 5, true);
        List<CrashingDisk.Operation> both = new ArrayList<>(disk.operations());
        both.addAll(survivor.operations());
        return both;
    }

    @Test
    void findsAPrefixOfTheBatchesAfterCrashAndCrashAgain() {
        Coverage coverage = new Coverage();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            long ofRun = seed;
            run("seed " + seed, () -> liveAndCrash(ofRun, coverage));
        }
        System.out.printf(
                "crash and crash again: %d seeds from %d, up to %d crashes each; %s%n",
                SEEDS, FIRST_SEED, LIVES, coverage);
        if (SEEDS >= SEEDS_THAT_COVER) {
            coverage.requireAll();
        }
    }

    private static void liveAndCrash(long seed, Coverage coverage) throws IOException {
        SplittableRandom chance = new SplittableRandom(seed);
        Script script = new Script(seed, coverage);
        CrashingDisk disk = new CrashingDisk();
        for (int i = 0; i < LIVES; i++) {
            boolean clean = chance.nextInt(4) == 0;
            if (!clean && chance.nextBoolean()) {
                disk.powerOffAtNameChange(chance.nextInt(60));
            } else if (!clean) {
                disk.powerOffAt(chance.nextInt(chance.nextBoolean() ? 120 : 500));
            }
            sessionThatMayNotOpen(script, disk, clean, chance.nextInt(BATCHES));
            if (chance.nextInt(3) == 0) {
                script.crashed(true);
                disk = disk.afterProcessCrash();
            } else {
                script.crashed(false);
                disk = disk.afterMachineCrash(seed + i);
            }
        }
        script.session(disk, 1, true);
    }

    @Test
    void findsEachFileUnderOneNameAfterACrashAtAnyChangeOfAName() throws IOException {
        int change = 0;
        boolean died = true;
        while (died) {
            CrashingDisk disk = new CrashingDisk();
            disk.powerOffAtNameChange(change);
            died = drains(disk, change);
            for (int seed = 0; seed < 3; seed++) {
                CrashingDisk left = disk.afterMachineCrash(change * 3L + seed);
                run(
                        "crash at change " + change + " of a name",
                        () -> MessageStore.open(left, Script.CONFIG, () -> 1).close());
            }
            change++;
        }
        assertThat(change).isGreaterThan(50);
    }

    /** Publishes and settles until segments were used again; whether the power has failed meanwhile. */
    private static boolean drains(CrashingDisk disk, long seed) throws IOException {
        SeededThreads threads = new SeededThreads(seed, 1);
        disk.handOverBy(threads::handOver);
        MessageStore store;
        try {
            store = MessageStore.open(threads, disk, Script.CONFIG, threads::nowMs);
        } catch (IOException e) {
            return true;
        }
        JournalWriter writer = store.writer(Runnable::run, () -> true);
        for (int seq = 1; seq <= 40; seq++) {
            CompletableFuture<Void> durable = new CompletableFuture<>();
            writer.message(1, seq, 0, 1, JournalWriter.NEVER, TestMessage.of("key", 4_000, seq));
            writer.settled(1, seq - 1, 0, 0);
            writer.whenDurable(() -> durable.complete(null));
            writer.submit();
            threads.await(CompletableFuture.anyOf(durable, store.failure().toCompletableFuture()));
        }
        boolean died = disk.isDead();
        store.close();
        return died;
    }

    @Test
    void doesTheSameAgainWithTheSameSeedAndCrashesAtTheSamePoint() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            List<CrashingDisk.Operation> whole = operationsOf(seed, new Coverage());
            assertThat(operationsOf(seed, new Coverage())).isEqualTo(whole);
            assertThat(whole.stream().map(CrashingDisk.Operation::thread).distinct())
                    .as("threads that have done something to the disk")
                    .contains("leveret-committer", "leveret-preparer", "leveret-checkpoint", "leveret-index");
            int at = whole.size() * 2 / 3;
            List<CrashingDisk.Operation> crashed = crashAt(seed, at);
            assertThat(crashed.subList(0, at)).isEqualTo(whole.subList(0, at));
            assertThat(crashAt(seed, at)).isEqualTo(crashed);
        }
        assertThat(operationsOf(1, new Coverage())).isNotEqualTo(operationsOf(2, new Coverage()));
    }

    private static void sessionThatMayNotOpen(Script script, CrashingDisk disk, boolean clean, int batches)
            throws IOException {
        try {
            script.session(disk, batches, clean);
        } catch (IOException e) {
            if (!disk.isDead()) {
                throw e;
            }
        }
    }

    private interface Run {
        void run() throws Exception;
    }

    private static void run(String what, Run run) {
        try {
            run.run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
