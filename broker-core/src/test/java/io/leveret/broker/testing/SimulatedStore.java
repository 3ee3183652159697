package io.leveret.broker.testing;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.MessageStore;
import io.leveret.store.Recovered;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.scratch.Scratch;
import io.leveret.store.worker.SeededThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The store as it is, on a simulated disk, with threads that run when the seed says so. It dies and is opened again; what
 * it finds then is what a crash of the machine or of the process has left. Owner: the thread that makes it.
 */
public final class SimulatedStore implements LoopsJournal {

    /** So small that a life rolls segments, uses them again and publishes checkpoints. */
    private static final StoreConfig CONFIG = StoreConfig.defaults()
            .withSegmentBytes(StoreConfig.SEGMENT_BYTES_MIN)
            .withCheckpointBytes(24 << 10)
            .withLazyMsMax(5);

    private static final long START_MS = 1_000_000;

    private final SeededThreads threads;
    private final SplittableRandom random;
    private final StoreConfig config;
    private final List<CrashingDisk.Operation> operations = new ArrayList<>();
    private int crashes;
    private int crashesOfDisk;
    private CrashingDisk disk = new CrashingDisk();
    private CrashingDisk scratchDisk = new CrashingDisk();
    private MessageStore store;
    private Scratch scratch;

    /** Opens a store on an empty disk. */
    public SimulatedStore(long seed) throws IOException {
        random = new SplittableRandom(seed);
        threads = new SeededThreads(seed, START_MS);
        config = random.nextBoolean() ? CONFIG : CONFIG.withIndexBytesMax(0);
        store = openStore();
        scratch = openScratch();
    }

    private MessageStore openStore() throws IOException {
        disk.handOverBy(threads::handOver);
        return MessageStore.open(threads, disk, config, threads::nowMs);
    }

    private Scratch openScratch() throws IOException {
        scratchDisk = new CrashingDisk();
        scratchDisk.handOverBy(threads::handOver);
        return Scratch.open(threads, scratchDisk, 0, failure -> {
            throw new AssertionError(failure);
        });
    }

    /** What the store has found when it was opened. */
    public Recovered recovered() {
        return store.recovered();
    }

    /** The power fails soon, at an operation of the disk; or not at all, if it takes longer than this life. */
    public void failSoon() {
        switch (random.nextInt(4)) {
            case 0 -> disk.powerOffAt(disk.operationCount() + random.nextInt(60));
            case 1 -> disk.powerOffAtNameChange(random.nextInt(40));
            case 2 -> disk.powerOffAt(disk.operationCount() + random.nextInt(600));
            default -> {}
        }
    }

    /** Whether the power has failed. */
    public boolean isDead() {
        return disk.isDead();
    }

    @Override
    public void attachTo(List<Loop> loops, long txIdMax) {
        for (Loop loop : loops) {
            loop.attach(new LoopJournal(
                    store.writer(loop, loop::inLoop), store.backlog(), scratch, loop.index(), loops.size(), txIdMax));
        }
    }

    @Override
    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return store.writer(owner, inOwner);
    }

    /** Lets the store's threads run for a while. */
    public void nap() {
        threads.sleep(this, random.nextInt(random.nextInt(20) == 0 ? 3_000 : 20));
    }

    /** Publishes a checkpoint, unless the store dies over that. */
    public void checkpoint() {
        try {
            store.checkpoint();
        } catch (IOException e) {
            requireDead(e);
        }
    }

    /** Forces what was submitted, and lets all threads of the store do what they can; unless it dies over that. */
    @Override
    public void force() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        JournalWriter barrier = store.writer(Runnable::run, () -> true);
        barrier.whenDurable(() -> done.complete(null));
        barrier.submit();
        threads.await(CompletableFuture.anyOf(done, store.failure().toCompletableFuture()));
        threads.awaitQuiet();
    }

    /** Dies, if it has not, and is opened again on what is left, perhaps after dying once more. */
    public void crash() throws IOException {
        boolean open = false;
        while (!open) {
            die();
            disk = random.nextInt(3) == 0 ? disk.afterProcessCrash() : disk.afterMachineCrash(random.nextLong());
            if (random.nextInt(8) == 0) {
                disk.powerOffAt(random.nextInt(40));
            }
            try {
                store = openStore();
                // Its threads run already.
                open = !disk.isDead();
                if (open) {
                    disk.powerOffAt(Long.MAX_VALUE);
                }
            } catch (IOException e) {
                requireDead(e);
            }
        }
        scratch = openScratch();
    }

    private void die() {
        crashes++;
        crashesOfDisk += disk.hasDiedInOperation() ? 1 : 0;
        disk.powerOff();
        scratchDisk.powerOff();
        store.close();
        scratch.close();
        operations.addAll(disk.operations());
    }

    /** Ends all threads. */
    public void close() {
        store.close();
        scratch.close();
        operations.addAll(disk.operations());
        if (!threads.left().isEmpty()) {
            throw new AssertionError("threads of a closed store: " + threads.left());
        }
    }

    /** How often it has died. */
    public int crashes() {
        return crashes;
    }

    /** How often at an operation of its disk. */
    public int crashesOfDisk() {
        return crashesOfDisk;
    }

    /** What was done to its disks, in all lives that are over. */
    public List<CrashingDisk.Operation> operations() {
        return operations;
    }

    private void requireDead(IOException e) {
        if (!disk.isDead()) {
            throw new AssertionError("the store fails with the device only", e);
        }
    }
}
