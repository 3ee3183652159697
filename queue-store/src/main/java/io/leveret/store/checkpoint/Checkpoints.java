package io.leveret.store.checkpoint;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints on the disk: {@code catalog-<lsn>.mapdb}. A file of that name is complete and was read back; the last
 * two are kept, in case the newest is damaged later. Owner: the thread that opens the store, then the checkpoint worker.
 */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String PREFIX = "catalog-";
    private static final String SUFFIX = ".mapdb";
    private static final String UNFINISHED = "catalog.tmp";
    private static final int KEPT = 2;

    private final Disk disk;
    /** What could not be read; deleted once there is something better. */
    private final List<String> unusable = new ArrayList<>();

    public Checkpoints(Disk disk) {
        this.disk = disk;
    }

    /**
     * Where to start from.
     *
     * @param index what the journal before {@code lsn} amounts to
     * @param lsn where reading the journal goes on; 0 without a checkpoint
     */
    public record Start(StoreIndex index, long lsn) {

        /** The numbers of all segments that hold what the index refers to. */
        public Set<Long> segments(SegmentTable table) {
            return SegmentUse.of(index, table);
        }
    }

    /**
     * The newest checkpoint that can be read, or the beginning of the journal.
     *
     * @throws StoreException when a newer release wrote one
     */
    public Start newest() throws IOException {
        List<String> names = names();
        Collections.reverse(names);
        for (String name : names) {
            try {
                return CheckpointFile.read(disk, name);
            } catch (StoreException e) {
                throw e;
            } catch (IOException | RuntimeException | AssertionError e) {
                // With assertions enabled MapDB may notice damage by one of them.
                unusable.add(name);
                LOG.warn("The checkpoint {} cannot be used; the one before it and more of the journal are", name, e);
            }
        }
        return new Start(new StoreIndex(), 0);
    }

    /** Whether {@link #newest} came across checkpoints that could not be read. */
    public boolean foundUnusable() {
        return !unusable.isEmpty();
    }

    /** Publishes a checkpoint of the index, and deletes all but the last two. */
    void publish(StoreIndex index, long lsn) throws IOException {
        if (disk.list().contains(UNFINISHED)) {
            disk.delete(UNFINISHED);
        }
        CheckpointFile.write(disk, UNFINISHED, index, lsn);
        String name = PREFIX + "%020d".formatted(lsn) + SUFFIX;
        disk.rename(UNFINISHED, name);
        try (DiskFile file = disk.open(name, Disk.Mode.WRITE)) {
            // Where a rename is durable only with a force.
            file.force();
        }
        for (String damaged : unusable) {
            if (!damaged.equals(name)) {
                disk.delete(damaged);
            }
        }
        unusable.clear();
        List<String> names = names();
        for (String old : names.subList(0, Math.max(0, names.size() - KEPT))) {
            disk.delete(old);
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : disk.list()) {
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                names.add(name);
            }
        }
        return names;
    }
}
