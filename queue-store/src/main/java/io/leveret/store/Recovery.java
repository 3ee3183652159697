package io.leveret.store;

import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalEnd;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is on the disk: the newest checkpoint, and the journal behind it. No message is read.
 *
 * @param follower has followed the journal to its end
 * @param endLsn where the journal ends
 * @param records how many records lie behind the checkpoint
 * @param checkpointLsn where the checkpoint stands, 0 if there is none
 * @param checkpointSegments the segments that this one needs
 * @param recovered what the broker gets to see of it
 */
record Recovery(
        Follower follower,
        long endLsn,
        long records,
        long checkpointLsn,
        Set<Long> checkpointSegments,
        Recovered recovered) {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /**
     * Reads all of it.
     *
     * @throws StoreException when it is damaged, or written by a newer release
     */
    static Recovery run(
            Disk disk, SegmentTable table, Checkpoints checkpoints, Sidecars sidecars, LongSupplier wallClockMs)
            throws IOException {
        long startMs = wallClockMs.getAsLong();
        Checkpoints.Start start = checkpoints.newest();
        if (!table.reaches(start.lsn()) && (start.lsn() > 0 || checkpoints.foundUnusable())) {
            throw new StoreException("the journal at position " + start.lsn() + " is missing");
        }
        Follower follower = new Follower(start.index(), table, sidecars);
        JournalEnd end;
        try (JournalReader reader = new JournalReader(disk, table)) {
            end = reader.recover(start.lsn(), follower::apply);
        }
        // The last group may be complete and yet not be forced. From here on others will rely on it.
        table.forceLast(disk, end);
        // So with names: a run that was killed may not have come to force them.
        disk.forceNames();
        follower.seal(end.lsn());
        sidecars.deleteStrays();
        StoreIndex index = follower.index();
        index.endRecovery();
        requireAllThatIsHeld(index, table);
        if (end.tornBytes() > 0) {
            LOG.warn(
                    "{} at offset {}: a write that was not finished, of {} bytes, is cut off",
                    end.file(),
                    end.offset(),
                    end.tornBytes());
        }
        Recovered recovered = recovered(
                index,
                "Recovered " + index.size() + " messages in " + queueCount(index) + " queues: checkpoint at "
                        + start.lsn() + ", " + end.groups() + " groups of " + end.records() + " records behind it, "
                        + table.size() + " segments, " + (wallClockMs.getAsLong() - startMs) + " ms");
        return new Recovery(follower, end.lsn(), end.records(), start.lsn(), start.segments(), recovered);
    }

    /** A queue has as many indices as priorities were published to it. */
    private static long queueCount(StoreIndex index) {
        return index.queues().keySet().stream()
                .mapToLong(QueueId::incarnation)
                .distinct()
                .count();
    }

    private static void requireAllThatIsHeld(StoreIndex index, SegmentTable table) throws StoreException {
        for (long number : index.heldSegments()) {
            if (table.numbered(number) == null) {
                throw new StoreException(Segment.fileName(number) + " is missing, and messages that wait are in it");
            }
        }
    }

    private static Recovered recovered(StoreIndex index, String summary) {
        List<RecoveredQueue> queues = new ArrayList<>();
        for (QueueIndex queue : index.queues().values()) {
            queues.add(new RecoveredQueue(
                    queue.queueId(),
                    queue.seqMax(),
                    queue.deliveredUpTo(),
                    queue.live().copy(),
                    queue.liveBytes(),
                    queue.returns().copy(),
                    queue.retainedAgeMsMax(),
                    queue.retainedBytesMax()));
        }
        return new Recovered(
                Collections.unmodifiableNavigableMap(index.catalogueCopy()),
                Collections.unmodifiableList(queues),
                index.queueIdMax(),
                index.txIdMax(),
                summary);
    }
}
