package io.leveret.broker.testing;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.Recovered;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * A journal in memory that is forced when the test says so, and outlives the brokers that write to it: {@link #records}
 * is what was submitted, in the order of the journal.
 */
public final class SteppedJournal {

    private record Batch(Executor owner, List<JournalRecord> records, List<Runnable> callbacks) {}

    private final List<Batch> batches = new ArrayList<>();
    private int forced;
    private int forces;

    /** Gives every loop its way in. */
    public void attachTo(List<Loop> loops, long txIdMax) {
        for (Loop loop : loops) {
            loop.attach(new LoopJournal(writer(loop), loop.index(), loops.size(), txIdMax));
        }
    }

    public JournalWriter writer(Executor owner) {
        return new Writer(owner);
    }

    /** What was submitted so far, in words. */
    public List<String> records() {
        return batches.stream()
                .flatMap(batch -> batch.records.stream())
                .map(JournalRecord::toString)
                .toList();
    }

    /** How often {@link #force} found something to do. */
    public int forces() {
        return forces;
    }

    /** Forces what was submitted and hands the callbacks to their owners. */
    public void force() {
        if (forced < batches.size()) {
            forces++;
        }
        while (forced < batches.size()) {
            Batch batch = batches.get(forced++);
            if (!batch.callbacks.isEmpty()) {
                batch.owner.execute(() -> batch.callbacks.forEach(Runnable::run));
            }
        }
    }

    /** Loses what is not forced, but for a part that the disk happened to have taken; returns what a start then finds. */
    public Recovered crash(SplittableRandom random) {
        int kept = forced + random.nextInt(batches.size() - forced + 1);
        batches.subList(kept, batches.size()).clear();
        forced = kept;
        JournalReplay replay = new JournalReplay();
        batches.forEach(batch -> batch.records.forEach(replay::apply));
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
        public void settled(long queueId, long seq, long txId) {
            records.add(new JournalRecord.Settled(queueId, seq, txId));
        }

        @Override
        public void delivered(long queueId, long upToSeq) {
            records.add(new JournalRecord.Delivered(queueId, upToSeq));
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
