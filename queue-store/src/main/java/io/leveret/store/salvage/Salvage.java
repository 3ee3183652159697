package io.leveret.store.salvage;

import io.leveret.store.MessageStore;
import io.leveret.store.QueueId;
import io.leveret.store.StoreConfig;
import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.disk.Disk;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentScan;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What can still be had of a store that refuses to open: {@link #survey} finds out, and {@link #into} writes it into a
 * new store. The damaged one is never changed.
 *
 * <p>The newest checkpoint that can be read is taken, and all whole groups behind it; what is damaged between them is
 * passed over. Nothing is guessed: a message is there as it was published, or not at all. Since lost records may be
 * acknowledgements, messages may come back that were settled; then all are marked as redelivered.
 *
 * <p>Owner: one thread, which waits for the disk.
 */
public final class Salvage {

    private final StoreIndex index;
    private final LiveEntries entries;
    private final Losses losses;
    private final Map<Long, Long> messages;

    private Salvage(StoreIndex index, LiveEntries entries, Losses losses, Map<Long, Long> messages) {
        this.index = index;
        this.entries = entries;
        this.losses = losses;
        this.messages = messages;
    }

    /**
     * Reads all that a store holds.
     *
     * @throws io.leveret.store.disk.StoreException when a newer release wrote it
     * @throws IOException when the device fails
     */
    public static Salvage survey(Disk disk) throws IOException {
        Losses losses = new Losses();
        SegmentTable table = SegmentScan.scan(disk, losses::add);
        Checkpoints checkpoints = new Checkpoints(disk);
        Checkpoints.Start start = checkpoints.newest();
        if (start.lsn() == 0 && checkpoints.foundUnusable() && !table.reaches(0)) {
            losses.addRecords("no checkpoint can be read of " + checkpoints.unusable()
                    + ": what only they held, of the catalogue too, is lost");
        }
        StoreIndex index = start.index();
        try (JournalReader reader = new JournalReader(disk, table);
                RecordFetcher bodies = new RecordFetcher(disk, table)) {
            new Replay(table, reader, bodies, index, losses).run(start.lsn());
        }
        index.endRecovery();
        sayWhatIsMissing(index, table, losses);
        LiveEntries entries = new LiveEntries(disk, table, index);
        LostEntries lost = new LostEntries(losses);
        entries.forEach(lost);
        lost.conclude();
        if (!losses.isEmpty()) {
            sayWhatHistoryGoes(index, losses);
        }
        return new Salvage(index, entries, losses, lost.readable());
    }

    /** A start refuses then, even where nothing but bodies of messages that are settled may have been in it. */
    private static void sayWhatIsMissing(StoreIndex index, SegmentTable table, Losses losses) {
        for (long number : new TreeSet<>(index.heldSegments())) {
            if (table.numbered(number) == null) {
                losses.add(Segment.fileName(number) + " is missing, and something that waits may need it");
            }
        }
    }

    /** Only what lives is saved; of a queue with priorities all of them together. */
    private static void sayWhatHistoryGoes(StoreIndex index, Losses losses) {
        Map<Long, Long> retained = new TreeMap<>();
        for (QueueIndex queue : index.queues().values()) {
            if (queue.retainedCount() > 0) {
                retained.merge(QueueId.incarnation(queue.queueId()), queue.retainedCount(), Long::sum);
            }
        }
        retained.forEach((incarnation, count) -> losses.add(
                "the replay history of " + QueueId.text(incarnation) + ", " + count + " messages, is not kept"));
    }

    /** Whether anything is damaged that a start would stumble over. */
    public boolean isNeeded() {
        return !losses.isEmpty();
    }

    /** What is damaged, and what is lost with it: a line each. */
    public List<String> losses() {
        return losses.lines();
    }

    /** How many messages of each queue can be saved, by queueId. */
    public Map<Long, Long> messages() {
        return Collections.unmodifiableMap(messages);
    }

    /** All of which something is known, whether there are messages or not. */
    public Set<Long> queueIds() {
        return Collections.unmodifiableSet(index.queues().keySet());
    }

    /** The catalogue as far as it is known; one may add to it before {@link #into}. */
    public NavigableMap<byte[], byte[]> catalogue() {
        return index.catalogue();
    }

    /** Whether records of the journal are lost, which may have been of any kind. */
    public boolean hasLostRecords() {
        return losses.recordsMissing();
    }

    /**
     * Writes what can be saved, and returns when it is forced and a checkpoint of it published.
     *
     * @param fresh empty
     * @param wallClockMs milliseconds since 1970
     * @throws IOException when either disk fails; what was written by then is of no use
     */
    public void into(Disk fresh, StoreConfig config, LongSupplier wallClockMs) throws IOException {
        MessageStore store = MessageStore.open(fresh, config, wallClockMs);
        try (store) {
            new Rewriting(store).run(index, entries, losses.recordsMissing());
        }
        if (store.failure().toCompletableFuture().isDone()) {
            Throwable cause = store.failure().toCompletableFuture().join();
            throw new IOException("the new store cannot be written: " + cause.getMessage(), cause);
        }
    }
}
