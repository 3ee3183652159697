package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.GROUP_END_BYTES;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of a journal of which some have lost their headers. What a header said is told again by the ends of
 * the groups behind it, and by the segments before and after. Only reads. Owner: one thread.
 */
public final class SegmentScan {

    private static final int BUFFER_BYTES = 1 << 20;

    private final Disk disk;
    private final Consumer<String> damage;
    private final SegmentTable table = new SegmentTable();
    private final TreeMap<Long, Segment> byNumber = new TreeMap<>();
    private final List<String> headless = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    /** What the end of a group tells of the segment it stands in. */
    private record Clue(long baseLsn, long generation, long groupLsn) {}

    private SegmentScan(Disk disk, Consumer<String> damage) {
        this.disk = disk;
        this.damage = damage;
    }

    /**
     * Reads all headers.
     *
     * @param damage gets a line for each that is damaged
     * @return all segments of which it is known where they belong; one whose header was damaged has a {@code joinsLsn} of -1
     * @throws StoreException when a newer release has written one
     */
    public static SegmentTable scan(Disk disk, Consumer<String> damage) throws IOException {
        SegmentScan scan = new SegmentScan(disk, damage);
        scan.readHeaders();
        for (String name : scan.headless) {
            scan.restore(name);
        }
        return scan.table;
    }

    private void readHeaders() throws IOException {
        for (String name : disk.list()) {
            if (Segment.isFileName(name)) {
                ByteBuffer header = ByteBuffer.allocate(Segment.HEADER_BYTES);
                try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
                    file.readAt(0, header);
                }
                try {
                    add(Segment.parse(name, header.flip()));
                } catch (StoreException e) {
                    if (Segment.isNewer(header)) {
                        throw e;
                    }
                    headless.add(name);
                }
            }
        }
    }

    private void add(Segment segment) {
        table.add(segment);
        byNumber.put(segment.number(), segment);
    }

    private void restore(String name) throws IOException {
        Segment restored = restored(name);
        if (restored == null) {
            damage.accept(
                    name + " at offset 0: the header is damaged, and nothing behind it tells what it was; all of the "
                            + "file is lost");
        } else {
            add(restored);
            damage.accept(name + " at offset 0: the header is damaged; what is behind it says where it belongs");
        }
    }

    private @Nullable Segment restored(String name) throws IOException {
        long number = Segment.numberOf(name);
        List<Clue> clues = number < 0 ? List.of() : newestClues(name);
        if (clues.isEmpty()) {
            return null;
        }
        Clue clue = clues.get(0);
        Map.Entry<Long, Segment> lower = byNumber.lowerEntry(number);
        Segment next = byNumber.get(number + 1);
        long length = next == null ? fileLength(name) : next.baseLsn() - clue.baseLsn;
        Segment restored = new Segment(number, clue.baseLsn, length, clue.generation, -1, 0);
        Map.Entry<Long, Segment> higher = byNumber.higherEntry(number);
        boolean fits = length > Segment.HEADER_BYTES
                && (lower == null || lower.getValue().endLsn() <= clue.baseLsn)
                && (higher == null || restored.endLsn() <= higher.getValue().baseLsn());
        return fits && holdsAny(restored, clues) ? restored : null;
    }

    private long fileLength(String name) throws IOException {
        try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
            return (file.size() + Segment.HEADER_BYTES - 1) & -Segment.HEADER_BYTES;
        }
    }

    private boolean holdsAny(Segment segment, List<Clue> clues) throws IOException {
        try (JournalReader reader = new JournalReader(disk, table)) {
            for (Clue clue : clues) {
                if (clue.baseLsn == segment.baseLsn()
                        && reader.group(segment, clue.groupLsn, record -> {}) != JournalReader.BAD) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A file that was used again still holds ends of groups of its earlier lives: the newest generation is this one's. */
    private List<Clue> newestClues(String name) throws IOException {
        List<Clue> newest = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
            long size = file.size();
            for (long from = Segment.HEADER_BYTES; from < size; from += BUFFER_BYTES - GROUP_END_BYTES) {
                buffer.clear();
                file.readAt(from, buffer);
                buffer.flip();
                for (int at = 0; at + GROUP_END_BYTES <= buffer.limit(); at += RecordLayout.ALIGNMENT) {
                    Clue clue = clue(buffer, at, from + at);
                    if (clue != null && !newest.isEmpty() && clue.generation > newest.get(0).generation) {
                        newest.clear();
                    }
                    if (clue != null && (newest.isEmpty() || clue.generation == newest.get(0).generation)) {
                        newest.add(clue);
                    }
                }
            }
        }
        return newest;
    }

    private @Nullable Clue clue(ByteBuffer buffer, int at, long offset) {
        if (buffer.getLong(at + RecordLayout.GROUP_MAGIC_AT) != RecordLayout.GROUP_MAGIC
                || buffer.getInt(at + RecordLayout.LENGTH) != GROUP_END_BYTES
                || buffer.get(at + RecordLayout.TYPE) != RecordType.GROUP_END.code()) {
            return null;
        }
        crc.reset();
        crc.update(buffer.duplicate().limit(at + GROUP_END_BYTES).position(at + RecordLayout.CRC_FROM));
        if ((int) crc.getValue() != buffer.getInt(at + RecordLayout.CRC)) {
            return null;
        }
        long groupLsn = buffer.getLong(at + RecordLayout.GROUP_BASE);
        long groupOffset = offset - buffer.getLong(at + RecordLayout.GROUP_BYTES);
        return new Clue(groupLsn - groupOffset, buffer.getLong(at + RecordLayout.GROUP_GENERATION), groupLsn);
    }
}
