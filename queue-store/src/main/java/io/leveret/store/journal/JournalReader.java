package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.GROUP_END_BYTES;
import static io.leveret.store.journal.RecordLayout.aligned;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal forward, group by group, and single messages by position. Owner: one thread.
 *
 * <p>Two readers read the same way: recovery, which checks each group before it believes any of it, and the checkpoint
 * worker, which stays behind what is forced and so need not.
 */
public final class JournalReader implements AutoCloseable {

    private static final long BAD = -1;

    private final SegmentTable table;
    private final Window window;
    private final RecordView view;
    private final CRC32C crc = new CRC32C();
    private final CRC32C recordsCrc = new CRC32C();
    private final byte[] crcOctets = new byte[Integer.BYTES];

    public JournalReader(Disk disk, SegmentTable table) {
        this.table = table;
        this.window = new Window(disk);
        this.view = new RecordView(window.buffer());
    }

    /**
     * Reads all complete groups from a position on.
     *
     * @throws StoreException when what follows them is not the torn end of the journal but damage in its middle
     */
    public JournalEnd recover(long fromLsn, Consumer<RecordView> records) throws IOException {
        long lsn = fromLsn;
        long groups = 0;
        while (true) {
            Segment segment = goTo(lsn);
            if (segment == null) {
                requireNothingAfter(lsn);
                return new JournalEnd(lsn, groups, 0);
            }
            if (lsn < segment.dataLsn()) {
                // A start may have found nothing whole in this segment either, and have gone on in the next.
                lsn = segment.dataLsn();
                continue;
            }
            long end = checkGroup(lsn);
            if (end == BAD) {
                requireTorn(segment, lsn);
                return new JournalEnd(lsn, groups, tornBytes(lsn));
            }
            read(lsn, end, records);
            groups++;
            lsn = end;
        }
    }

    /** Reads groups that are known to be complete and forced. */
    public void follow(long fromLsn, long toLsn, Consumer<RecordView> records) throws IOException {
        long lsn = fromLsn;
        window.refresh();
        while (lsn < toLsn) {
            Segment segment = goTo(lsn);
            if (segment == null) {
                throw new StoreException("the journal has no segment at " + lsn + " (expected up to " + toLsn + ")");
            }
            lsn = Math.max(lsn, segment.dataLsn());
            Segment next = table.after(segment.baseLsn());
            long end = next == null ? toLsn : Math.min(toLsn, next.joinsLsn());
            read(lsn, end, records);
            lsn = end;
        }
    }

    /**
     * Moves to one record and checks it.
     *
     * @throws StoreException when there is no such record, or it is damaged
     */
    public RecordView at(long lsn) throws IOException {
        Segment segment = table.at(lsn);
        if (segment == null) {
            throw new StoreException("a message lies at " + lsn + " of the journal, in a file that is missing");
        }
        if (segment.number() != window.segment().number()) {
            window.open(segment);
        }
        if (!moveTo(lsn) || !checkRecord(lsn)) {
            throw damaged(segment, lsn);
        }
        moveTo(lsn);
        return view;
    }

    /** The content of the record moved to last, a MSG or BODY. Moves on. */
    public byte[] content() throws IOException {
        byte[] content = new byte[view.contentLength()];
        window.copy(view.contentLsn(), content);
        return content;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }

    private @Nullable Segment goTo(long lsn) throws IOException {
        Segment joining = table.joining(lsn);
        Segment segment = joining == null ? table.at(lsn) : joining;
        if (segment != null && segment.number() != window.segment().number()) {
            window.open(segment);
        }
        return segment;
    }

    private void read(long fromLsn, long toLsn, Consumer<RecordView> records) throws IOException {
        long lsn = fromLsn;
        while (lsn < toLsn) {
            if (!moveTo(lsn)) {
                throw damaged(window.segment(), lsn);
            }
            int length = view.length();
            if (view.type() != RecordType.GROUP_END) {
                records.accept(view);
            }
            lsn += aligned((long) length);
        }
    }

    /** Moves the view to a record of which so much stands in the buffer that all but a content can be read. */
    private boolean moveTo(long lsn) throws IOException {
        int at = window.at(lsn, RecordLayout.HEADER_BYTES);
        if (at < 0) {
            return false;
        }
        int length = window.buffer().getInt(at);
        RecordType type = RecordType.of(window.buffer().get(at + RecordLayout.TYPE));
        if (type == null
                || length < RecordLayout.HEADER_BYTES
                || length > window.segment().endLsn() - lsn) {
            return false;
        }
        boolean headOnly = type == RecordType.MSG || type == RecordType.BODY;
        int needed = headOnly ? Math.min(length, RecordLayout.HEAD_BYTES_MAX) : length;
        if (needed > window.capacity()) {
            return false;
        }
        view.moveTo(type, window.at(lsn, needed), lsn);
        return true;
    }

    /** Checks the record moved to last; the window may have moved on afterwards. */
    private boolean checkRecord(long lsn) throws IOException {
        int length = view.length();
        int expected = window.buffer().getInt(window.at(lsn, RecordLayout.HEADER_BYTES) + RecordLayout.CRC);
        crc.reset();
        window.checksum(crc, lsn + RecordLayout.CRC_FROM, length - RecordLayout.CRC_FROM);
        Octets.putInt(crcOctets, 0, expected);
        return (int) crc.getValue() == expected;
    }

    /** The end of the complete group that begins here, or {@link #BAD}. */
    private long checkGroup(long baseLsn) throws IOException {
        long lsn = baseLsn;
        int count = 0;
        recordsCrc.reset();
        while (moveTo(lsn)) {
            int length = view.length();
            RecordType type = view.type();
            if (!checkRecord(lsn)) {
                return BAD;
            }
            if (type == RecordType.GROUP_END) {
                return length == GROUP_END_BYTES && endsGroup(lsn, baseLsn, count) ? lsn + GROUP_END_BYTES : BAD;
            }
            recordsCrc.update(crcOctets);
            count++;
            lsn += aligned((long) length);
        }
        return BAD;
    }

    private boolean endsGroup(long lsn, long baseLsn, int count) throws IOException {
        int at = window.at(lsn, GROUP_END_BYTES);
        var buffer = window.buffer();
        return buffer.getLong(at + RecordLayout.GROUP_MAGIC_AT) == RecordLayout.GROUP_MAGIC
                && buffer.getLong(at + RecordLayout.GROUP_GENERATION)
                        == window.segment().generation()
                && buffer.getLong(at + RecordLayout.GROUP_BASE) == baseLsn
                && buffer.getLong(at + RecordLayout.GROUP_BYTES) == lsn - baseLsn
                && buffer.getInt(at + RecordLayout.GROUP_COUNT) == count
                && buffer.getInt(at + RecordLayout.GROUP_CRC) == (int) recordsCrc.getValue();
    }

    /** A bad group is a torn end only if nothing was written after it: a group is forced before the next is written. */
    private void requireTorn(Segment segment, long lsn) throws IOException {
        Segment next = table.after(segment.baseLsn());
        if (next != null && next.number() != segment.number() + 1) {
            throw new StoreException(segment.fileName() + " at offset " + (lsn - segment.baseLsn())
                    + ": the journal goes on in " + Segment.fileName(segment.number() + 1) + ", which is missing");
        }
        if (next != null || hasGroupAfter(lsn)) {
            throw damaged(segment, lsn);
        }
    }

    private void requireNothingAfter(long lsn) throws StoreException {
        Segment next = table.after(lsn);
        if (next != null) {
            throw new StoreException(next.fileName() + " at offset 0: the journal before it, from position " + lsn
                    + " to " + next.joinsLsn() + ", is missing");
        }
    }

    private boolean hasGroupAfter(long badLsn) throws IOException {
        long endLsn = window.writtenEnd() - GROUP_END_BYTES;
        for (long lsn = badLsn + RecordLayout.ALIGNMENT; lsn <= endLsn; lsn += RecordLayout.ALIGNMENT) {
            int at = window.at(lsn, GROUP_END_BYTES);
            var buffer = window.buffer();
            if (buffer.getLong(at + RecordLayout.GROUP_MAGIC_AT) == RecordLayout.GROUP_MAGIC
                    && buffer.getLong(at + RecordLayout.GROUP_DURABLE) > badLsn) {
                long baseLsn = buffer.getLong(at + RecordLayout.GROUP_BASE);
                if (baseLsn > badLsn && baseLsn < lsn && checkGroup(baseLsn) == lsn + GROUP_END_BYTES) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The octets of the incomplete group that begins here, as far as its records are whole. What a recycled file held
     * before may look like records as well, but then comes to the end of a group of another generation.
     */
    private long tornBytes(long fromLsn) throws IOException {
        long lsn = fromLsn;
        while (moveTo(lsn)) {
            int length = view.length();
            RecordType type = view.type();
            if (!checkRecord(lsn)) {
                break;
            }
            if (type == RecordType.GROUP_END) {
                return 0;
            }
            lsn += aligned((long) length);
        }
        return lsn - fromLsn;
    }

    private static StoreException damaged(Segment segment, long lsn) {
        return new StoreException(segment.fileName() + " at offset " + (lsn - segment.baseLsn())
                + ": a damaged record in the middle of the journal");
    }
}
