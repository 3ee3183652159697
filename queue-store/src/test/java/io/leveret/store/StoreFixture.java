package io.leveret.store;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.Disk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A store with one owner, which the test is. */
final class StoreFixture implements AutoCloseable {

    static final StoreConfig SMALL =
            StoreConfig.defaults().withSegmentBytes(16 << 10).withCheckpointBytes(Long.MAX_VALUE / 2);

    final CrashingDisk disk;
    final Owner owner = new Owner();
    /** What the store takes for the time. */
    final AtomicLong nowMs = new AtomicLong(1_000);

    final MessageStore store;
    final Recovered recovered;
    final JournalWriter writer;

    StoreFixture(CrashingDisk disk) throws IOException {
        this(disk, SMALL);
    }

    StoreFixture(CrashingDisk disk, StoreConfig config) throws IOException {
        this(disk, config, UnaryOperator.identity());
    }

    /** @param above makes the disk that the store sees of the one that has the files */
    StoreFixture(CrashingDisk disk, UnaryOperator<Disk> above) throws IOException {
        this(disk, SMALL, above);
    }

    private StoreFixture(CrashingDisk disk, StoreConfig config, UnaryOperator<Disk> above) throws IOException {
        this.disk = disk;
        this.store = MessageStore.open(above.apply(disk), config, nowMs::get);
        this.recovered = store.recovered();
        this.writer = store.writer(owner, owner::isCurrent);
    }

    void message(long queueId, long seq, int length) {
        writer.message(queueId, seq, JournalWriter.NO_TX, seq, JournalWriter.NEVER, TestMessage.of("key", length, seq));
    }

    void settled(long queueId, long seq) {
        writer.settled(queueId, seq, JournalWriter.NO_TX, 0);
    }

    /** What the recovered queue of this index holds. */
    List<RecoveredMessage> messages(int index) throws IOException {
        RecoveredQueue queue = recovered.queues().get(index);
        return Backlogs.all(store, queue.queueId(), queue.seqMax(), 1000, 1 << 20);
    }

    /** Submits and waits until it is durable. */
    void commit() {
        commit(writer);
    }

    void commit(JournalWriter through) {
        AtomicBoolean durable = new AtomicBoolean();
        through.whenDurable(() -> durable.set(true));
        through.submit();
        owner.runUntil(durable::get);
    }

    /** What a process finds that starts after this one was killed. */
    StoreFixture afterKill() throws IOException {
        return new StoreFixture(kill());
    }

    CrashingDisk kill() {
        CrashingDisk survivor = disk.afterProcessCrash();
        disk.powerOff();
        store.close();
        return survivor;
    }

    @Override
    public void close() {
        store.close();
    }

    static String lastJournal(CrashingDisk disk) throws IOException {
        return disk.list().stream()
                .filter(name -> name.startsWith("journal-"))
                .reduce((a, b) -> b)
                .orElseThrow();
    }
}
