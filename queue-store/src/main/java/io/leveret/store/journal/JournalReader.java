package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.GROUP_END_BYTES;
import static io.leveret.store.journal.RecordLayout.aligned;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal forward, group by group. Owner: one thread.
 *
 * <p>Two readers read the same way: recovery, which checks each group before it believes any of it, and the index
 * worker, which stays behind what is forced and so need not.
 */
public final class JournalReader implements AutoCloseable {

    /** No position. */
    public static final long BAD = -1;

    /** Takes records. */
    @FunctionalInterface
    public interface RecordConsumer {
        /** Takes the next record, valid during the call. */
        void accept(RecordView record) throws IOException;
    }

    private final SegmentTable table;
    private final Window window;
    private final RecordView view;
    private final CRC32C crc = new CRC32C();
    private final CRC32C recordsCrc = new CRC32C();
    private final byte[] crcOctets = new byte[Integer.BYTES];

    /** What the group that was checked last says of what was forced before it. */
    private long checkedGroupDurable;

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
    public JournalEnd recover(long fromLsn, RecordConsumer records) throws IOException {
        long lsn = fromLsn;
        long forcedLsn = fromLsn;
        long groups = 0;
        long count = 0;
        while (true) {
            Segment segment = goTo(lsn);
            if (segment == null) {
                requireNothingAfter(lsn);
                return new JournalEnd(lsn, forcedLsn, groups, count, 0, "", 0);
            }
            if (lsn < segment.dataLsn()) {
                // A start may have found nothing whole in this segment either, and have gone on in the next.
                lsn = segment.dataLsn();
                continue;
            }
            long end = checkGroup(lsn);
            if (end == BAD) {
                requireTorn(segment, lsn);
                return new JournalEnd(
                        lsn, forcedLsn, groups, count, tornBytes(lsn), segment.fileName(), lsn - segment.baseLsn());
            }
            forcedLsn = Math.max(forcedLsn, checkedGroupDurable);
            count += read(lsn, end, records);
            groups++;
            lsn = end;
        }
    }

    /**
     * Reads groups that are known to be complete and forced.
     *
     * @return how many records they have
     */
    public long follow(long fromLsn, long toLsn, RecordConsumer records) throws IOException {
        long lsn = fromLsn;
        long count = 0;
        window.refresh(toLsn);
        while (lsn < toLsn) {
            Segment segment = goTo(lsn);
            if (segment == null) {
                throw new StoreException("the journal has no segment at " + lsn + " (expected up to " + toLsn + ")");
            }
            lsn = Math.max(lsn, segment.dataLsn());
            Segment next = table.after(segment.baseLsn());
            long end = next == null ? toLsn : Math.min(toLsn, next.joinsLsn());
            count += read(lsn, end, records);
            lsn = end;
        }
        return count;
    }

    /**
     * Reads one group, if all of it is whole.
     *
     * @return its end, or {@link #BAD} if no whole group begins here
     */
    public long group(Segment segment, long lsn, RecordConsumer records) throws IOException {
        turnTo(segment);
        long end = checkGroup(lsn);
        if (end != BAD) {
            read(lsn, end, records);
        }
        return end;
    }

    /**
     * Where in the segment the next whole group begins behind a position that none begins at, or {@link #BAD}.
     *
     * @param forcedLsn what must have been forced, and more, when it was begun
     */
    public long nextGroup(Segment segment, long badLsn, long forcedLsn) throws IOException {
        turnTo(segment);
        return groupAfter(badLsn, forcedLsn);
    }

    /**
     * Reads the records of a stretch that is damaged: those that are whole, as long as it can be said where the next
     * begins. The ends of groups are among them.
     *
     * @return where that could not be said any more; {@code toLsn} if all of the stretch was gone through
     */
    public long remains(Segment segment, long fromLsn, long toLsn, RecordConsumer records) throws IOException {
        turnTo(segment);
        return wholeOnes(fromLsn, toLsn, new SegmentConsumer() {
            @Override
            public void whole(RecordView record) throws IOException {
                records.accept(record);
            }

            @Override
            public void damaged(long lsn) {}
        });
    }

    /** Takes what a segment holds. */
    public interface SegmentConsumer {
        /** Takes a record that is whole, valid during the call. */
        void whole(RecordView record) throws IOException;

        /** Here stands none that is whole. */
        void damaged(long lsn);
    }

    /**
     * Reads the records of one segment that are whole, those of groups that are damaged elsewhere included.
     *
     * @return where reading ended: behind the last group
     */
    public long segment(Segment segment, SegmentConsumer records) throws IOException {
        window.open(segment);
        long lsn = segment.dataLsn();
        while (true) {
            long end = groupEnd(lsn);
            if (end == BAD) {
                end = groupAfter(lsn, Long.MIN_VALUE);
            }
            if (end == BAD) {
                wholeOnes(lsn, endOfRest(lsn), records);
                return lsn;
            }
            wholeOnes(lsn, end, records);
            lsn = end;
        }
    }

    /** Goes through records by the lengths they say, and returns where that could not be done any more. */
    private long wholeOnes(long fromLsn, long toLsn, SegmentConsumer records) throws IOException {
        long lsn = fromLsn;
        while (lsn < toLsn && moveTo(lsn)) {
            long next = lsn + aligned((long) view.length());
            if (checkRecord(lsn)) {
                moveTo(lsn);
                records.whole(view);
            } else {
                records.damaged(lsn);
            }
            lsn = next;
        }
        if (lsn < toLsn) {
            records.damaged(lsn);
        }
        return lsn;
    }

    /**
     * How far records go, by the lengths they say, behind the last group. What a recycled file held before may look like
     * records as well, but then comes to the end of a group of another generation.
     */
    private long endOfRest(long fromLsn) throws IOException {
        long lsn = fromLsn;
        while (moveTo(lsn)) {
            long next = lsn + aligned((long) view.length());
            if (view.type() == RecordType.GROUP_END && checkRecord(lsn)) {
                return fromLsn;
            }
            lsn = next;
        }
        return lsn;
    }

    /** The end of the group that begins here, by the lengths its records say; {@link #BAD} if there is none. */
    private long groupEnd(long baseLsn) throws IOException {
        long lsn = baseLsn;
        while (moveTo(lsn)) {
            long end = lsn + aligned((long) view.length());
            if (view.type() == RecordType.GROUP_END) {
                // What a recycled file held before looks like groups as well, of another generation.
                return view.length() == GROUP_END_BYTES && isEndOf(lsn, baseLsn) ? end : BAD;
            }
            lsn = end;
        }
        return BAD;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }

    private @Nullable Segment goTo(long lsn) throws IOException {
        Segment joining = table.joining(lsn);
        Segment segment = joining == null ? table.at(lsn) : joining;
        if (segment != null) {
            turnTo(segment);
        }
        return segment;
    }

    private void turnTo(Segment segment) throws IOException {
        if (segment.number() != window.segment().number()) {
            window.open(segment);
        }
    }

    private long read(long fromLsn, long toLsn, RecordConsumer records) throws IOException {
        long lsn = fromLsn;
        long count = 0;
        while (lsn < toLsn) {
            if (!moveTo(lsn)) {
                throw damaged(window.segment(), lsn);
            }
            int length = view.length();
            if (view.type() != RecordType.GROUP_END) {
                records.accept(view);
                count++;
            }
            lsn += aligned((long) length);
        }
        return count;
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
        boolean headOnly = type == RecordType.MSG || type == RecordType.BODY || type == RecordType.MOVE;
        int needed = headOnly ? Math.min(length, RecordLayout.HEAD_BYTES_MAX) : length;
        if (needed > window.capacity()) {
            return false;
        }
        view.moveTo(type, window.at(lsn, needed), lsn, window.segment());
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
        checkedGroupDurable = buffer.getLong(at + RecordLayout.GROUP_DURABLE);
        return isEndOf(lsn, baseLsn)
                && buffer.getInt(at + RecordLayout.GROUP_COUNT) == count
                && buffer.getInt(at + RecordLayout.GROUP_CRC) == (int) recordsCrc.getValue();
    }

    private boolean isEndOf(long lsn, long baseLsn) throws IOException {
        int at = window.at(lsn, GROUP_END_BYTES);
        var buffer = window.buffer();
        return buffer.getLong(at + RecordLayout.GROUP_MAGIC_AT) == RecordLayout.GROUP_MAGIC
                && buffer.getLong(at + RecordLayout.GROUP_GENERATION)
                        == window.segment().generation()
                && buffer.getLong(at + RecordLayout.GROUP_BASE) == baseLsn
                && buffer.getLong(at + RecordLayout.GROUP_BYTES) == lsn - baseLsn;
    }

    /** A bad group is a torn end only if nothing was written after it had been forced. */
    private void requireTorn(Segment segment, long lsn) throws IOException {
        Segment next = table.after(segment.baseLsn());
        if (next != null && next.number() != segment.number() + 1) {
            throw new StoreException(segment.fileName() + " at offset " + (lsn - segment.baseLsn())
                    + ": the journal goes on in " + Segment.fileName(segment.number() + 1) + ", which is missing");
        }
        if (next != null || groupAfter(lsn, lsn) != BAD) {
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

    /** The first group behind this position that is whole, and was begun when more than {@code forcedLsn} was forced. */
    private long groupAfter(long badLsn, long forcedLsn) throws IOException {
        long endLsn = window.writtenEnd() - GROUP_END_BYTES;
        for (long lsn = badLsn + RecordLayout.ALIGNMENT; lsn <= endLsn; lsn += RecordLayout.ALIGNMENT) {
            int at = window.at(lsn, GROUP_END_BYTES);
            var buffer = window.buffer();
            if (buffer.getLong(at + RecordLayout.GROUP_MAGIC_AT) == RecordLayout.GROUP_MAGIC
                    && buffer.getLong(at + RecordLayout.GROUP_DURABLE) > forcedLsn) {
                long baseLsn = buffer.getLong(at + RecordLayout.GROUP_BASE);
                if (baseLsn > badLsn && baseLsn < lsn && checkGroup(baseLsn) == lsn + GROUP_END_BYTES) {
                    return baseLsn;
                }
            }
        }
        return BAD;
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
