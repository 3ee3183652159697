package io.leveret.store;

import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalEnd;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Finds out what is on the disk: the newest checkpoint, and the journal behind it.
 *
 * @param index what it amounts to
 * @param endLsn where the journal ends
 * @param checkpointLsn where the checkpoint stands, 0 if there is none
 * @param checkpointSegments the segments that this one needs
 * @param recovered what the broker gets to see of it
 */
record Recovery(StoreIndex index, long endLsn, long checkpointLsn, Set<Long> checkpointSegments, Recovered recovered) {

    /**
     * Reads all of it.
     *
     * @throws StoreException when it is damaged, or written by a newer release
     */
    static Recovery run(Disk disk, SegmentTable table, Checkpoints checkpoints, LongSupplier wallClockMs)
            throws IOException {
        long startMs = wallClockMs.getAsLong();
        Checkpoints.Start start = checkpoints.newest();
        if (!table.reaches(start.lsn()) && (start.lsn() > 0 || checkpoints.foundUnusable())) {
            throw new StoreException("the journal at position " + start.lsn() + " is missing");
        }
        Set<Long> checkpointSegments = start.segments(table);
        StoreIndex index = start.index();
        try (JournalReader reader = new JournalReader(disk, table)) {
            JournalEnd end = reader.recover(start.lsn(), index::apply);
            // The last group may be complete and yet not be forced. From here on others will rely on it.
            table.forceLast(disk);
            index.forgetOpenTransactions();
            Recovered loaded = new MessageLoader(index, reader).load();
            String summary = "Recovered " + index.size() + " messages in "
                    + loaded.queues().size() + " queues: checkpoint at "
                    + start.lsn() + ", " + end.groups() + " groups behind it in " + table.size() + " segments, "
                    + (wallClockMs.getAsLong() - startMs) + " ms"
                    + (end.tornBytes() == 0 ? "" : ", " + end.tornBytes() + " torn bytes at " + end.lsn() + " cut");
            return new Recovery(index, end.lsn(), start.lsn(), checkpointSegments, loaded.with(summary));
        }
    }
}
