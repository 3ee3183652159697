package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.GROUP_END_BYTES;
import static io.leveret.store.journal.RecordLayout.aligned;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups: gives each record its position and checksum, ends the group, forces it where that is asked for, and begins
 * a new segment where a group does not fit. Only groups of the last segment are ever unforced: one that is left is forced
 * first. Owner: the committer.
 *
 * <p>Any exception leaves it in a state that must not be used again.
 */
public final class GroupWriter {

    private static final int STAGING_BYTES = 1 << 20;
    /** An unprepared file grows in steps, since each growth makes a force two to three times slower. */
    private static final int GROWTH_BYTES = 1 << 20;

    private final Disk disk;
    private final SegmentTable table;
    private final SegmentPool pool;
    private final int segmentBytes;
    private final LongSupplier wallClockMs;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private final CRC32C crc = new CRC32C();
    private final CRC32C recordsCrc = new CRC32C();
    private final byte[] groupEnd = new byte[GROUP_END_BYTES];

    private @Nullable DiskFile file;
    private Segment segment;
    private boolean opened;
    private long previousBaseLsn;
    private long generation;
    /** Where the next octet of the journal that is put into the staging buffer belongs. */
    private long position;
    /** Everything before this is on the device. */
    private long forcedLsn;

    private long forces;
    /** Everything before this is in the file or was there before. */
    private long filledTo;

    private long baseLsn;
    private int recordCount;

    /**
     * Writes nothing yet.
     *
     * @param endLsn end of the last complete group, all of which is forced; writing goes on in a new segment
     */
    public GroupWriter(
            Disk disk, SegmentTable table, SegmentPool pool, int segmentBytes, LongSupplier wallClockMs, long endLsn) {
        this.disk = disk;
        this.table = table;
        this.pool = pool;
        this.segmentBytes = segmentBytes;
        this.wallClockMs = wallClockMs;
        this.position = endLsn;
        this.forcedLsn = endLsn;
        for (Segment known : table.all()) {
            generation = Math.max(generation, known.generation());
        }
        Segment last = table.last();
        // Stands in until the first group is written: a start that writes nothing leaves nothing behind.
        this.segment = last == null ? new Segment(0, 0, Segment.FIRST_BASE, 0, 0, 0) : last;
    }

    long position() {
        return position;
    }

    /** The end of the last group that is on the device. */
    long forcedLsn() {
        return forcedLsn;
    }

    /** How often a group was forced. */
    long forces() {
        return forces;
    }

    /** A body before this position may be released before an entry that is written now refers to it. */
    long oldestBodyLsn() {
        return previousBaseLsn;
    }

    /** The same for entries written after {@link #beginSegment}. */
    long oldestBodyLsnInNext() {
        return segment.baseLsn();
    }

    /** Whether a group with records of this length can be written without beginning a segment. */
    boolean hasRoomFor(long recordBytes) {
        return opened && position + recordBytes + GROUP_END_BYTES <= segment.endLsn();
    }

    /** Begins a segment in which a group of this length has room. Nothing of the group is written yet. */
    void beginSegment(long recordBytes) throws IOException {
        force();
        close();
        long needed = Segment.HEADER_BYTES + recordBytes + GROUP_END_BYTES;
        long length = Math.max(segmentBytes, (needed + Segment.HEADER_BYTES - 1) & -Segment.HEADER_BYTES);
        generation = Math.max(Math.max(generation, pool.generationMax()) + 1, wallClockMs.getAsLong());
        Segment next = new Segment(
                segment.number() + 1, segment.endLsn(), length, generation, position, wallClockMs.getAsLong());
        String spare = length == segmentBytes ? pool.take() : null;
        String name = spare == null ? pool.newName() : spare;
        // A file that has a segment's name has a segment's header, whatever happens in between.
        try (DiskFile prepared = disk.open(name, spare == null ? Disk.Mode.CREATE : Disk.Mode.WRITE)) {
            prepared.writeAt(0, next.header());
            prepared.force();
        }
        disk.rename(name, next.fileName());
        disk.forceNames();
        file = disk.open(next.fileName(), Disk.Mode.WRITE);
        table.add(next);
        filledTo = spare == null ? next.dataLsn() : next.endLsn();
        previousBaseLsn = segment.baseLsn();
        segment = next;
        opened = true;
        position = next.dataLsn();
    }

    void beginGroup() {
        assert staging.position() == 0;
        baseLsn = position;
        recordCount = 0;
        recordsCrc.reset();
    }

    /**
     * Appends a record: {@code encodedLength} octets of the batch, then the content if it has one.
     *
     * @return its position
     */
    long append(byte[] bytes, int at, int encodedLength, byte @Nullable [] content) throws IOException {
        int contentLength = content == null ? 0 : content.length;
        crc.reset();
        crc.update(bytes, at + RecordLayout.CRC_FROM, encodedLength - RecordLayout.CRC_FROM);
        if (content != null) {
            crc.update(content, 0, contentLength);
        }
        Octets.putInt(bytes, at + RecordLayout.CRC, (int) crc.getValue());
        recordsCrc.update(bytes, at + RecordLayout.CRC, Integer.BYTES);
        recordCount++;

        long lsn = position;
        stage(bytes, at, encodedLength);
        if (content != null) {
            stage(content, 0, contentLength);
        }
        int length = encodedLength + contentLength;
        for (int filling = aligned(length) - length; filling > 0; filling--) {
            room();
            staging.put((byte) 0);
            position++;
        }
        return lsn;
    }

    /** Ends the group and returns when it is written. */
    void endGroup() throws IOException {
        long groupBytes = position - baseLsn;
        Octets.putInt(groupEnd, RecordLayout.LENGTH, GROUP_END_BYTES);
        groupEnd[RecordLayout.TYPE] = RecordType.GROUP_END.code();
        Octets.putLong(groupEnd, RecordLayout.GROUP_MAGIC_AT, RecordLayout.GROUP_MAGIC);
        Octets.putLong(groupEnd, RecordLayout.GROUP_GENERATION, segment.generation());
        Octets.putLong(groupEnd, RecordLayout.GROUP_BASE, baseLsn);
        Octets.putLong(groupEnd, RecordLayout.GROUP_BYTES, groupBytes);
        Octets.putLong(groupEnd, RecordLayout.GROUP_DURABLE, forcedLsn);
        Octets.putLong(groupEnd, RecordLayout.GROUP_WALL_CLOCK, wallClockMs.getAsLong());
        Octets.putInt(groupEnd, RecordLayout.GROUP_COUNT, recordCount);
        Octets.putInt(groupEnd, RecordLayout.GROUP_CRC, (int) recordsCrc.getValue());
        Octets.putInt(groupEnd, RecordLayout.GROUP_VERSION, Segment.FORMAT_VERSION);
        crc.reset();
        crc.update(groupEnd, RecordLayout.CRC_FROM, GROUP_END_BYTES - RecordLayout.CRC_FROM);
        Octets.putInt(groupEnd, RecordLayout.CRC, (int) crc.getValue());
        stage(groupEnd, 0, GROUP_END_BYTES);
        assert position <= segment.endLsn();
        write();
        grow();
        if (position - segment.baseLsn() > segment.length() / 4) {
            pool.prepareOne();
        }
    }

    /** Returns when all groups are on the device. */
    void force() throws IOException {
        if (forcedLsn < position) {
            opened().force();
            forcedLsn = position;
            forces++;
        }
    }

    void close() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private void stage(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(room(), length - done);
            staging.put(bytes, from + done, count);
            position += count;
            done += count;
        }
    }

    private int room() throws IOException {
        if (!staging.hasRemaining()) {
            write();
        }
        return staging.remaining();
    }

    private void write() throws IOException {
        staging.flip();
        long at = position - staging.remaining() - segment.baseLsn();
        opened().writeAt(at, staging);
        staging.clear();
    }

    private void grow() throws IOException {
        if (position > filledTo) {
            long to = Math.min(position + GROWTH_BYTES, segment.endLsn());
            staging.clear().limit((int) (to - position));
            while (staging.remaining() >= Long.BYTES) {
                staging.putLong(0);
            }
            staging.flip();
            opened().writeAt(position - segment.baseLsn(), staging);
            staging.clear();
            filledTo = to;
        }
    }

    private DiskFile opened() throws IOException {
        DiskFile open = file;
        if (open == null) {
            throw new IOException("no segment is open");
        }
        return open;
    }
}
