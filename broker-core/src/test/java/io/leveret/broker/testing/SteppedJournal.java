package io.leveret.broker.testing;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.Backlog;
import io.leveret.store.Recovered;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import io.leveret.store.journal.SyncPolicy;
import io.leveret.store.scratch.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory that is forced when the test says so, and outlives the brokers that write to it: {@link #records}
 * is what was submitted, in the order of the journal.
 */
public final class SteppedJournal implements LoopsJournal {

    private record Batch(Executor owner, List<JournalRecord> records, List<Runnable> callbacks) {}

    private final List<Batch> batches = new ArrayList<>();
    private final CrashingDisk scratchDisk = new CrashingDisk();
    private final List<Runnable> scratchTasks = new ArrayList<>();
    private boolean scratchHeld;
    private final Scratch scratch = scratch();
    private @Nullable StoreException damage;
    private int reads;
    private JournalReplay onDisk = new JournalReplay();
    private int forced;
    private int forces;

    private Scratch scratch() {
        try {
            return new Scratch(scratchDisk, 0, this::toScratch, Runnable::run, () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void toScratch(Runnable task) {
        if (scratchHeld) {
            scratchTasks.add(task);
        } else {
            task.run();
        }
    }

    /** From now on nothing is written to {@link #scratchDisk}, until the opposite is said. */
    public void holdScratch(boolean held) {
        scratchHeld = held;
        if (!held) {
            scratchTasks.forEach(Runnable::run);
            scratchTasks.clear();
        }
    }

    @Override
    public void attachTo(List<Loop> loops, long txIdMax) {
        for (Loop loop : loops) {
            loop.attach(new LoopJournal(
                    writer(loop, loop::inLoop), this::read, scratch, loop.index(), loops.size(), txIdMax));
        }
    }

    @Override
    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return new Writer(owner);
    }

    /** What was submitted so far, in words. */
    public List<String> records() {
        return batches.stream()
                .flatMap(batch -> batch.records.stream())
                .map(JournalRecord::toString)
                .toList();
    }

    /** How many batches were submitted. */
    public int submissions() {
        return batches.size();
    }

    /** How often {@link #force} found something to do. */
    public int forces() {
        return forces;
    }

    @Override
    public void force() {
        if (forced < batches.size()) {
            forces++;
        }
        while (forced < batches.size()) {
            Batch batch = batches.get(forced++);
            batch.records.forEach(onDisk::apply);
            if (!batch.callbacks.isEmpty()) {
                batch.owner.execute(() -> batch.callbacks.forEach(Runnable::run));
            }
        }
    }

    /** Steps and forces in turn until nothing is left to do, nor to be forced. */
    public void settle(SteppedLoops loops) {
        int before;
        do {
            before = forces;
            loops.settle();
            force();
            loops.settle();
        } while (before < forces);
    }

    /** Where queues page out what is not in the journal. */
    public CrashingDisk scratchDisk() {
        return scratchDisk;
    }

    /** How often something was read back. */
    public int reads() {
        return reads;
    }

    /** Every read finds this from now on, behind its first message. */
    public void damage(StoreException found) {
        damage = found;
    }

    /** No read finds damage any more. */
    public void mend() {
        damage = null;
    }

    private void read(
            long queueId,
            long fromSeq,
            long toSeq,
            int messagesMax,
            int bytesMax,
            Executor owner,
            Consumer<Backlog> answer) {
        List<RecoveredMessage> found = new ArrayList<>();
        long next = toSeq + 1;
        long bytes = 0;
        for (JournalRecord.Enqueue entry : onDisk.waiting(queueId, fromSeq)) {
            boolean enough = found.size() == messagesMax || bytes >= bytesMax;
            if (enough || entry.seq() > toSeq) {
                next = Math.min(next, entry.seq());
                break;
            }
            bytes += entry.message().content().length;
            found.add(new RecoveredMessage(
                    entry.seq(), entry.enqueuedAtMs(), entry.expiresAtMs(), false, entry.message()));
        }
        reads++;
        StoreException damaged = damage;
        Backlog backlog = damaged == null || found.isEmpty()
                ? new Backlog(found, next, null)
                : new Backlog(found.subList(0, 1), found.get(0).seq() + 1, damaged);
        owner.execute(() -> answer.accept(backlog));
    }

    /** Loses what is not forced, but for a part that the disk happened to have taken; returns what a start then finds. */
    public Recovered crash(SplittableRandom random) {
        int kept = forced + random.nextInt(batches.size() - forced + 1);
        batches.subList(kept, batches.size()).clear();
        forced = kept;
        JournalReplay replay = new JournalReplay();
        batches.forEach(batch -> batch.records.forEach(replay::apply));
        onDisk = replay;
        return replay.result();
    }

    private final class Writer implements JournalWriter {
        private static final byte[] NOTHING = {};

        private final Executor owner;
        private List<JournalRecord> records = new ArrayList<>();
        private List<Runnable> callbacks = new ArrayList<>();

        Writer(Executor owner) {
            this.owner = owner;
        }

        @Override
        public StoredBody body(StoredMessage message) {
            records.add(new JournalRecord.Body(message));
            return new StoredBody(message);
        }

        @Override
        public void message(
                long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage message) {
            records.add(new JournalRecord.Enqueue("message", queueId, seq, txId, enqueuedAtMs, expiresAtMs, message));
        }

        @Override
        public void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredBody body) {
            records.add(new JournalRecord.Enqueue(
                    "enqueue", queueId, seq, txId, enqueuedAtMs, expiresAtMs, body.message()));
        }

        @Override
        public void settled(long queueId, long seq, long txId, long bodyBytes) {
            records.add(new JournalRecord.Settled(queueId, seq, 1, bodyBytes, txId));
        }

        @Override
        public void settledRange(long queueId, long firstSeq, long count, long bodyBytes, long txId) {
            records.add(new JournalRecord.Settled(queueId, firstSeq, count, bodyBytes, txId));
        }

        @Override
        public void delivered(long queueId, long upToSeq) {
            records.add(new JournalRecord.Delivered(queueId, upToSeq));
        }

        @Override
        public void returned(long queueId, long seq, int times) {
            records.add(new JournalRecord.Returned(queueId, seq, times));
        }

        @Override
        public void retain(long queueId, long maxAgeMs, long maxBytes) {
            // The queues do not ask for what is settled: this is for those who read the records.
            records.add(new JournalRecord.Retain(queueId, maxAgeMs, maxBytes));
        }

        @Override
        public void queueGone(long queueId) {
            records.add(new JournalRecord.QueueGone(queueId));
        }

        @Override
        public void commit(long txId) {
            records.add(new JournalRecord.Decided(true, txId));
        }

        @Override
        public void abort(long txId) {
            records.add(new JournalRecord.Decided(false, txId));
        }

        @Override
        public void put(byte[] key, byte[] value) {
            records.add(new JournalRecord.Set(key, value));
        }

        @Override
        public void delete(byte[] key) {
            records.add(new JournalRecord.Set(key, NOTHING));
        }

        @Override
        public JournalWriter withSync(SyncPolicy policy) {
            return this;
        }

        @Override
        public void whenDurable(Runnable callback) {
            callbacks.add(callback);
        }

        @Override
        public boolean hasUnsubmitted() {
            return !records.isEmpty() || !callbacks.isEmpty();
        }

        @Override
        public void submit() {
            batches.add(new Batch(owner, records, callbacks));
            records = new ArrayList<>();
            callbacks = new ArrayList<>();
        }
    }
}
