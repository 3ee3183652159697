package io.leveret.store.journal;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whose positions are known: where they lie close together, many with one read of up to 1 MiB; where they
 * are far apart, each for itself. What is read beside them is at most half of what is wanted.
 *
 * <p>Their segments must not be let go of meanwhile. Owner: one thread.
 */
public final class RecordFetcher implements AutoCloseable {

    /** How many records may be wanted at once. */
    public static final int WANTED_MAX = 1 << 12;

    private static final int WINDOW_BYTES = 1 << 20;
    private static final int INDEX_BITS = 12;

    /** Takes what was fetched. */
    public interface Taker {
        /** A record that is whole and has the right checksum; valid during the call. */
        void found(int wanted, RecordView record) throws IOException;

        /** There is none of that length, or it is damaged. */
        void damaged(int wanted, StoreException damage);
    }

    private final Disk disk;
    private final SegmentTable table;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private @Nullable DiskFile file;
    private Segment segment = Segment.NONE;

    private final long[] lsns = new long[WANTED_MAX];
    private final int[] lengths = new int[WANTED_MAX];
    private int count;

    public RecordFetcher(Disk disk, SegmentTable table) {
        this.disk = disk;
        this.table = table;
    }

    /** Wants a record, the first as number 0, the next as 1 and so on. */
    public void want(long lsn, int length) {
        lsns[count] = lsn;
        lengths[count] = length;
        count++;
    }

    /** How many records are wanted. */
    public int wanted() {
        return count;
    }

    /** Reads all that is wanted, in the order of the journal. Nothing is wanted any more then. */
    public void fetch(Taker taker) throws IOException {
        int[] order = order();
        int from = 0;
        while (from < order.length) {
            from = readTogether(order, from, taker);
        }
        count = 0;
    }

    /** Forgets what is wanted and closes the file that was read last; the fetcher may be used again. */
    @Override
    public void close() throws IOException {
        DiskFile open = file;
        file = null;
        segment = Segment.NONE;
        count = 0;
        if (open != null) {
            open.close();
        }
    }

    private int[] order() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, lsns[i]);
        }
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (((lsns[i] - least) / RecordLayout.ALIGNMENT) << INDEX_BITS) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) (keys[i] & (WANTED_MAX - 1));
        }
        return order;
    }

    /** Reads as many as it is worth with one read; returns where to go on. */
    private int readTogether(int[] order, int from, Taker taker) throws IOException {
        long lsn = lsns[order[from]];
        Segment here = table.at(lsn);
        if (here == null) {
            taker.damaged(order[from], new StoreException("the journal has no segment at " + lsn));
            return from + 1;
        }
        long end = lsn + lengths[order[from]];
        long useful = lengths[order[from]];
        int to = from + 1;
        while (to < order.length) {
            long next = lsns[order[to]];
            long nextEnd = Math.max(end, next + lengths[order[to]]);
            useful += Math.max(0, nextEnd - Math.max(end, next));
            if (nextEnd > here.endLsn() || nextEnd - lsn > WINDOW_BYTES || (nextEnd - lsn - useful) * 2 > useful) {
                break;
            }
            end = nextEnd;
            to++;
        }
        ByteBuffer octets = buffer(end - lsn);
        String unreadable = read(here, lsn, octets);
        RecordView view = new RecordView(octets);
        for (int i = from; i < to; i++) {
            take(here, lsn, order[i], unreadable, octets, view, taker);
        }
        return to;
    }

    private ByteBuffer buffer(long length) {
        if (length <= WINDOW_BYTES) {
            return window.clear().limit((int) length);
        }
        return ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads; what the file does not have reads as zeros. Returns an empty text, or why that was not possible. */
    private String read(Segment here, long lsn, ByteBuffer octets) throws IOException {
        if (segment.number() != here.number()) {
            closeFile();
        }
        int wanted = octets.limit();
        int read = 0;
        String unreadable = "";
        try {
            DiskFile open = file;
            if (open == null) {
                open = disk.open(here.fileName(), Disk.Mode.READ);
                file = open;
                segment = here;
            }
            read = open.readAt(lsn - here.baseLsn(), octets);
        } catch (IOException e) {
            unreadable = "cannot be read: " + e.getMessage();
        }
        octets.clear().limit(wanted).position(read);
        while (octets.hasRemaining()) {
            octets.put((byte) 0);
        }
        octets.clear();
        return unreadable;
    }

    private void closeFile() throws IOException {
        DiskFile open = file;
        file = null;
        segment = Segment.NONE;
        if (open != null) {
            open.close();
        }
    }

    private void take(
            Segment here,
            long windowLsn,
            int wanted,
            String unreadable,
            ByteBuffer octets,
            RecordView view,
            Taker taker)
            throws IOException {
        int at = (int) (lsns[wanted] - windowLsn);
        int length = lengths[wanted];
        RecordType type = RecordType.of(octets.get(at + RecordLayout.TYPE));
        if (unreadable.isEmpty() && type != null && octets.getInt(at) == length && hasChecksum(octets, at, length)) {
            view.moveTo(type, at, lsns[wanted], here);
            taker.found(wanted, view);
        } else {
            String what = unreadable.isEmpty() ? "is damaged" : unreadable;
            taker.damaged(
                    wanted,
                    new StoreException(
                            here.fileName() + " at offset " + (lsns[wanted] - here.baseLsn()) + ": a message " + what));
        }
    }

    private boolean hasChecksum(ByteBuffer octets, int at, int length) {
        crc.reset();
        crc.update(octets.duplicate().clear().limit(at + length).position(at + RecordLayout.CRC_FROM));
        return (int) crc.getValue() == octets.getInt(at + RecordLayout.CRC);
    }
}
