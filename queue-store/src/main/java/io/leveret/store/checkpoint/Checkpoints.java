package io.leveret.store.checkpoint;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.IndexChanges;
import io.leveret.store.index.StoreIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints on the disk: {@code catalog-<lsn>.mapdb}. A file of that name is complete and was read back; the last
 * two are kept, in case the newest is damaged later. Owner: the thread that opens the store, then the checkpoint writer.
 */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String PREFIX = "catalog-";
    private static final String SUFFIX = ".mapdb";
    private static final String UNFINISHED = "catalog.tmp";
    private static final int KEPT = 2;

    private final Disk disk;
    private final Supplier<StoreIndex> newIndex;
    /** What could not be read; deleted once there is something better. */
    private final List<String> unusable = new ArrayList<>();
    /** The newest that can be read. */
    private @Nullable String newest;

    private final Set<String> held = ConcurrentHashMap.newKeySet();

    /** With indexes that stay in the heap. */
    public Checkpoints(Disk disk) {
        this(disk, StoreIndex::new);
    }

    /** @param newIndex makes an index of nothing */
    public Checkpoints(Disk disk, Supplier<StoreIndex> newIndex) {
        this.disk = disk;
        this.newIndex = newIndex;
    }

    /**
     * Where to start from.
     *
     * @param index what the journal before {@code lsn} amounts to
     * @param lsn where reading the journal goes on; 0 without a checkpoint
     * @param segments the numbers of the segments that hold what the index refers to
     */
    public record Start(StoreIndex index, long lsn, Set<Long> segments) {}

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
                Start start = CheckpointFile.read(disk, name, newIndex.get());
                newest = name;
                return start;
            } catch (StoreException e) {
                throw e;
            } catch (IOException | RuntimeException | AssertionError e) {
                // With assertions enabled MapDB may notice damage by one of them.
                unusable.add(name);
                LOG.warn("The checkpoint {} cannot be used; the one before it and more of the journal are", name, e);
            }
        }
        return new Start(newIndex.get(), 0, Set.of());
    }

    /** Whether {@link #newest} came across checkpoints that could not be read. */
    public boolean foundUnusable() {
        return !unusable.isEmpty();
    }

    /** The files that {@link #newest} came across and that could not be read. */
    public List<String> unusable() {
        return List.copyOf(unusable);
    }

    /** Keeps the checkpoint of a position, which is one of the last two, until {@link #letGo}; any thread. */
    public void hold(long lsn) {
        held.add(fileName(lsn));
    }

    /** The checkpoint may go, with the next one that is published; any thread. */
    public void letGo(long lsn) {
        held.remove(fileName(lsn));
    }

    /** Whether there is a checkpoint to take from what has not changed. */
    public boolean hasNewest() {
        return newest != null;
    }

    /**
     * Publishes a checkpoint, and deletes all but the last two and those that are held.
     *
     * @return false if the one before cannot be read any more, so that all has to be written anew
     */
    boolean publish(IndexChanges changes, long lsn) throws IOException {
        if (disk.list().contains(UNFINISHED)) {
            disk.delete(UNFINISHED);
        }
        try {
            CheckpointFile.write(disk, UNFINISHED, changes, newest, lsn);
        } catch (CheckpointFile.BaseException e) {
            LOG.warn("The checkpoint {} was damaged while the store was open; all is written anew", newest, e);
            return false;
        }
        String name = fileName(lsn);
        disk.rename(UNFINISHED, name);
        disk.forceNames();
        try (DiskFile file = disk.open(name, Disk.Mode.WRITE)) {
            // Where a rename is durable only with a force.
            file.force();
        }
        newest = name;
        for (String damaged : unusable) {
            if (!damaged.equals(name)) {
                disk.delete(damaged);
            }
        }
        unusable.clear();
        List<String> names = names();
        for (String old : names.subList(0, Math.max(0, names.size() - KEPT))) {
            if (!held.contains(old)) {
                disk.delete(old);
            }
        }
        return true;
    }

    /** Octets of the newest checkpoint, 0 without one; any thread. */
    public static long bytesOfNewest(Disk disk) throws IOException {
        List<String> names = new Checkpoints(disk).names();
        if (names.isEmpty()) {
            return 0;
        }
        try (DiskFile file = disk.open(names.get(names.size() - 1), Disk.Mode.READ)) {
            return file.size();
        }
    }

    static String fileName(long lsn) {
        return PREFIX + "%020d".formatted(lsn) + SUFFIX;
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
