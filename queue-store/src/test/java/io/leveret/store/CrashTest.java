package io.leveret.store;

import io.leveret.store.disk.CrashingDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a crash leaves of the disk: nothing that was reported durable is lost, nothing half-applied is seen. */
class CrashTest {

    /** More of them: {@code -Dleveret.store.seeds=10000}. */
    private static final int SEEDS = Integer.getInteger("leveret.store.seeds", Integer.getInteger("seeds", 300));

    private static final int BATCHES = 60;

    @Test
    void findsAPrefixOfTheBatchesAfterACrashAtAnyOperationOfOneRun() throws Exception {
        CrashingDisk whole = new CrashingDisk();
        new Script(1).session(whole, BATCHES, true);
        int operations = whole.operationCount();
        for (int at = 0; at <= operations; at++) {
            CrashingDisk disk = new CrashingDisk();
            disk.powerOffAt(at);
            Script script = new Script(1);
            run("crash at operation " + at, () -> {
                sessionThatMayNotOpen(script, disk);
                script.session(disk.afterMachineCrash(operations), 5, true);
            });
        }
    }

    @Test
    void findsAPrefixOfTheBatchesAfterCrashAndCrashAgain() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            Script script = new Script(seed);
            long crashSeed = seed;
            run("seed " + seed, () -> {
                CrashingDisk disk = new CrashingDisk();
                for (int i = 0; i < 4; i++) {
                    boolean clean = chance.nextInt(4) == 0;
                    if (!clean) {
                        disk.powerOffAt(chance.nextInt(120));
                    }
                    sessionThatMayNotOpen(script, disk, clean, chance.nextInt(BATCHES));
                    if (chance.nextInt(3) == 0) {
                        script.crashed(true);
                        disk = disk.afterProcessCrash();
                    } else {
                        script.crashed(false);
                        disk = disk.afterMachineCrash(crashSeed + i);
                    }
                }
                script.session(disk, 1, true);
            });
        }
    }

    private static void sessionThatMayNotOpen(Script script, CrashingDisk disk) throws Exception {
        sessionThatMayNotOpen(script, disk, false, BATCHES);
    }

    private static void sessionThatMayNotOpen(Script script, CrashingDisk disk, boolean clean, int batches)
            throws Exception {
        try {
            script.session(disk, batches, clean);
        } catch (java.io.IOException e) {
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
