package io.leveret.store.journal;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one segment at a time, read ahead into a buffer. What lies beyond the end of a file reads as zeros, and
 * so does what another thread has not written yet. Owner: the reader's thread.
 */
final class Window implements AutoCloseable {

    private static final int BYTES = 1 << 20;
    private static final byte[] ZEROS = new byte[BYTES];

    private final Disk disk;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable DiskFile file;
    private Segment segment = Segment.NONE;
    private long from;
    private int available;
    /** Up to where it is worth reading ahead. */
    private long aheadLsn = Long.MAX_VALUE;

    Window(Disk disk) {
        this.disk = disk;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    Segment segment() {
        return segment;
    }

    /** Turns to a segment; forgets what was read of it before. */
    void open(Segment next) throws IOException {
        if (file == null || segment.number() != next.number()) {
            close();
            file = disk.open(next.fileName(), Disk.Mode.READ);
            segment = next;
        }
        available = 0;
    }

    /**
     * Forgets what was read: the file may have been written since.
     *
     * @param upToLsn nothing beyond it will be asked for before the next call
     */
    void refresh(long upToLsn) {
        available = 0;
        aheadLsn = upToLsn;
    }

    /**
     * Makes these octets stand in the buffer.
     *
     * @param length at most {@link #capacity}
     * @return where they begin, or -1 when they reach beyond the segment
     */
    int at(long lsn, int length) throws IOException {
        if (lsn < segment.baseLsn() || lsn + length > segment.endLsn()) {
            return -1;
        }
        if (lsn < from || lsn + length > from + available) {
            fill(lsn, length);
        }
        return (int) (lsn - from);
    }

    /** The end of what the file holds of the segment. */
    long writtenEnd() throws IOException {
        return Math.min(segment.endLsn(), segment.baseLsn() + opened().size());
    }

    int capacity() {
        return buffer.capacity();
    }

    /** Adds octets of the segment to a checksum. */
    void checksum(CRC32C crc, long lsn, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(capacity(), length - done);
            int at = at(lsn + done, count);
            crc.update(buffer.duplicate().clear().position(at).limit(at + count));
            done += count;
        }
    }

    @Override
    public void close() throws IOException {
        DiskFile open = file;
        file = null;
        segment = Segment.NONE;
        available = 0;
        if (open != null) {
            open.close();
        }
    }

    private void fill(long lsn, int length) throws IOException {
        DiskFile open = opened();
        buffer.clear();
        long ahead = Math.min(segment.endLsn(), aheadLsn) - lsn;
        int wanted = (int) Math.min(buffer.capacity(), Math.max(length, ahead));
        buffer.limit(wanted);
        int count = open.readAt(lsn - segment.baseLsn(), buffer);
        if (count < wanted) {
            buffer.put(count, ZEROS, 0, wanted - count);
        }
        buffer.clear();
        from = lsn;
        available = wanted;
    }

    private DiskFile opened() throws IOException {
        DiskFile open = file;
        if (open == null) {
            throw new IOException("no segment is open");
        }
        return open;
    }
}
