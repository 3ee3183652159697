package io.leveret.store.journal;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments in use, by position. The committer adds at the end, the checkpoint worker removes what nobody needs, and
 * any thread may look.
 */
public final class SegmentTable {

    private static final int REWRITE_BYTES = 1 << 20;

    private final ConcurrentSkipListMap<Long, Segment> byBase = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Segment> byNumber = new ConcurrentSkipListMap<>();

    /**
     * Reads the headers of all segments on the disk.
     *
     * @throws StoreException when one is damaged or of a newer format
     */
    public static SegmentTable read(Disk disk) throws IOException {
        SegmentTable table = new SegmentTable();
        for (String name : disk.list()) {
            if (Segment.isFileName(name)) {
                try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
                    ByteBuffer header = ByteBuffer.allocate(Segment.HEADER_BYTES);
                    file.readAt(0, header);
                    table.add(Segment.parse(name, header.flip()));
                }
            }
        }
        return table;
    }

    void add(Segment segment) {
        byNumber.put(segment.number(), segment);
        byBase.put(segment.baseLsn(), segment);
    }

    /** The segment is needed by nobody. */
    public void remove(Segment segment) {
        byBase.remove(segment.baseLsn());
        byNumber.remove(segment.number());
    }

    /** The segment that this position lies in; null if that has been released or does not exist yet. */
    public @Nullable Segment at(long lsn) {
        Map.Entry<Long, Segment> entry = byBase.floorEntry(lsn);
        return entry == null || lsn >= entry.getValue().endLsn() ? null : entry.getValue();
    }

    /** The segment of this number; null if that has been released or does not exist yet. */
    public @Nullable Segment numbered(long number) {
        return byNumber.get(number);
    }

    /** The first segment of this number or a higher one; null if there is none. */
    public @Nullable Segment numberedFrom(long number) {
        Map.Entry<Long, Segment> entry = byNumber.ceilingEntry(number);
        return entry == null ? null : entry.getValue();
    }

    /** Where what this segment holds of the journal ends; -1 if the segment that goes on there is not in the table. */
    public long knownEnd(Segment segment) {
        Segment next = numbered(segment.number() + 1);
        return next == null ? -1 : next.joinsLsn();
    }

    /** The segment that goes on where the journal ended at this position; null if it goes on there, or not yet. */
    @Nullable
    Segment joining(long lsn) {
        Segment next = after(lsn);
        return next != null && next.joinsLsn() == lsn ? next : null;
    }

    /** The next segment that begins behind this position. */
    public @Nullable Segment after(long lsn) {
        Map.Entry<Long, Segment> entry = byBase.higherEntry(lsn);
        return entry == null ? null : entry.getValue();
    }

    /** The segment before the one that this position lies in. */
    public @Nullable Segment before(long lsn) {
        Segment here = at(lsn);
        Map.Entry<Long, Segment> entry = byBase.lowerEntry(here == null ? lsn : here.baseLsn());
        return entry == null ? null : entry.getValue();
    }

    /** The segment that was begun last; null if there is none. */
    public @Nullable Segment last() {
        Map.Entry<Long, Segment> entry = byBase.lastEntry();
        return entry == null ? null : entry.getValue();
    }

    /** By rising position. */
    public Collection<Segment> all() {
        return byBase.values();
    }

    public int size() {
        return byBase.size();
    }

    /** Whether there is a segment that ends at this position, or goes on from it. */
    public boolean reaches(long lsn) {
        return at(lsn - 1) != null || joining(lsn) != null;
    }

    /** What the segments take of the disk, at most. */
    public long bytes() {
        return byBase.values().stream().mapToLong(Segment::length).sum();
    }

    /**
     * Puts on the device what an earlier run may have written without. It is written anew: the run may have ended because
     * a force failed, and then the system takes what it could not write for written.
     */
    public void forceLast(Disk disk, JournalEnd end) throws IOException {
        Segment last = last();
        if (last == null) {
            return;
        }
        try (DiskFile file = disk.open(last.fileName(), Disk.Mode.WRITE)) {
            long from = Math.max(end.forcedLsn(), last.dataLsn()) - last.baseLsn();
            long to = end.lsn() - last.baseLsn();
            for (long at = from; at < to; at += REWRITE_BYTES) {
                ByteBuffer octets = ByteBuffer.allocate((int) Math.min(REWRITE_BYTES, to - at));
                file.readAt(at, octets);
                file.writeAt(at, octets.flip());
            }
            file.force();
        }
    }
}
