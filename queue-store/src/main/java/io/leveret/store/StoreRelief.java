package io.leveret.store;

import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.disk.Disk;
import io.leveret.store.journal.Committer;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.space.SpaceKeeper;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What the store does when the device is nearly full. Owner: the space thread. */
record StoreRelief(Disk disk, SegmentTable table, Committer committer, IndexWorker index)
        implements SpaceKeeper.Relief {

    /** Even an empty checkpoint has such a length, most of it holes that take no room. */
    private static final long LEAST_BYTES = 9 << 18;

    /** No key of the catalogue is empty. */
    private static final byte[] NO_KEY = {};

    @Override
    public CompletableFuture<Void> touch() {
        JournalWriter writer = committer.writer(Runnable::run, () -> true);
        writer.delete(NO_KEY);
        writer.submit();
        return committer.flush();
    }

    @Override
    public CompletableFuture<Void> checkpoint() {
        return index.checkpoint();
    }

    @Override
    public long checkpointBytes() throws IOException {
        // The next one may be longer than the last.
        return Math.max(LEAST_BYTES, Checkpoints.bytesOfNewest(disk)) * 3 / 2;
    }

    @Override
    public void mayMove(long bytes) {
        index.mayMove(bytes);
    }

    @Override
    public long durableLsn() {
        return committer.progress().durableLsn();
    }

    @Override
    public boolean holdsAnything() {
        return table.size() > 0;
    }
}
