package io.leveret.store.position;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files {@code index-<segment number>}. That one cannot be written, or deleted, harms nobody, so it is no failure of
 * the store.
 *
 * <p>Any thread may {@link #open}; all else belongs to the thread that opens the store, then the index worker.
 */
public final class Sidecars {

    private static final Logger LOG = LoggerFactory.getLogger(Sidecars.class);
    private static final String PREFIX = "index-";

    private final Disk disk;
    private final SegmentTable table;
    /** Lengths of the files, by number of the segment, as far as this process knows them. */
    private final Map<Long, Long> lengths = new HashMap<>();

    public Sidecars(Disk disk, SegmentTable table) {
        this.disk = disk;
        this.table = table;
    }

    /** Opens the file of a segment; null if there is none that can be used. */
    public @Nullable Sidecar open(Segment segment) {
        try {
            return Sidecar.open(disk, name(segment), segment, table.knownEnd(segment));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Writes the file of a segment to which nothing is added any more, unless it is there.
     *
     * @param dataEnd where what the segment holds of the journal ends
     */
    public void write(SegmentPositions positions, long dataEnd) {
        try (Sidecar there = open(positions.segment())) {
            if (there != null) {
                return;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be closed", name(positions.segment()), e);
        }
        rewrite(positions, dataEnd);
    }

    /** Writes the file of a segment again. */
    public void rewrite(SegmentPositions positions, long dataEnd) {
        String name = name(positions.segment());
        try {
            ByteBuffer octets = Sidecar.encode(positions, dataEnd);
            lengths.put(positions.segment().number(), (long) octets.remaining());
            replace(name, octets);
        } catch (IOException e) {
            LOG.warn("{} cannot be written; reading from its segment takes longer", name, e);
        }
    }

    /** What the files take of the disk. */
    public long bytes() {
        long bytes = 0;
        for (long length : lengths.values()) {
            bytes += length;
        }
        return bytes;
    }

    /** Deletes the file of a segment that is let go of. */
    public void delete(Segment segment) {
        lengths.remove(segment.number());
        delete(name(segment));
    }

    /** Deletes files that have no segment, and measures the others. */
    public void deleteStrays() throws IOException {
        Set<String> known = new HashSet<>();
        for (Segment segment : table.all()) {
            known.add(name(segment));
        }
        for (String name : disk.list()) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                delete(name);
            } else if (name.startsWith(PREFIX)) {
                measure(name);
            }
        }
    }

    private void replace(String name, ByteBuffer octets) throws IOException {
        delete(name);
        try (DiskFile file = disk.open(name, Disk.Mode.CREATE)) {
            file.writeAt(0, octets);
        }
    }

    private void measure(String name) {
        try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
            lengths.put(Long.parseLong(name.substring(PREFIX.length())), file.size());
        } catch (IOException e) {
            LOG.debug("{} cannot be read", name, e);
        }
    }

    private void delete(String name) {
        try {
            disk.delete(name);
        } catch (NoSuchFileException e) {
            LOG.trace("{} was not there", name, e);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted; nothing needs it", name, e);
        }
    }

    private static String name(Segment segment) {
        return PREFIX + "%016d".formatted(segment.number());
    }
}
