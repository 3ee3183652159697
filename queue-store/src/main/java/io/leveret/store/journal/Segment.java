package io.leveret.store.journal;

import io.leveret.store.disk.StoreException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One file of the journal, described by its first 4 KiB:
 *
 * <pre>
 *  0        8               12   16       24        32       40           48         56          64
 *  | magic  | formatVersion | 0  | number | baseLsn | length | generation | joinsLsn | createdMs | crc32c | zeros
 * </pre>
 *
 * <p>Groups begin behind the header. A group never reaches beyond its segment: one that would is the first of a segment
 * that is long enough for it.
 *
 * @param number rising by one; part of the file's name
 * @param baseLsn position of the file's first octet in the journal
 * @param length octets of the journal that belong to this file; the file itself may be shorter
 * @param generation differs from that of everything the file's blocks held before
 * @param joinsLsn where the journal ended when this segment was begun. Less than {@code baseLsn} by what was left over,
 *     or, at a start, by what was torn: nothing between the two is ever read
 * @param createdMs wall clock
 */
public record Segment(long number, long baseLsn, long length, long generation, long joinsLsn, long createdMs) {

    /** Written into every header; newer ones are refused. */
    public static final int FORMAT_VERSION = 4;

    /** What is older is refused: no release has written it. Format 2 has no MOVE_ENQ. */
    private static final int OLDEST_VERSION = 2;

    /** Stands in where there is none. */
    static final Segment NONE = new Segment(-1, 0, 0, 0, 0, 0);

    static final int HEADER_BYTES = 4 << 10;

    /** Where the first segment begins: 0 is nobody's position. */
    static final long FIRST_BASE = HEADER_BYTES;

    private static final long MAGIC = 0x3167_6573_7476_764CL;
    private static final int CRC_AT = 64;
    private static final String PREFIX = "journal-";

    /** Position of the first group. */
    public long dataLsn() {
        return baseLsn + HEADER_BYTES;
    }

    /** Position behind the last octet. */
    public long endLsn() {
        return baseLsn + length;
    }

    /** The name of its file. */
    public String fileName() {
        return fileName(number);
    }

    /** The name of the file of this number. */
    public static String fileName(long number) {
        return PREFIX + "%016d".formatted(number);
    }

    static boolean isFileName(String name) {
        return name.startsWith(PREFIX);
    }

    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(0);
        header.putLong(number).putLong(baseLsn).putLong(length);
        header.putLong(generation).putLong(joinsLsn).putLong(createdMs);
        header.putInt(crc(header));
        return header.clear();
    }

    /**
     * Reads a header.
     *
     * @throws StoreException when it is damaged or of a newer format
     */
    static Segment parse(String file, ByteBuffer header) throws StoreException {
        header.order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < HEADER_BYTES || header.getLong(0) != MAGIC) {
            throw new StoreException(file + " at offset 0: no header of a journal segment");
        }
        // Before the version: that a bit has tipped over does not make a release newer.
        if (header.getInt(CRC_AT) != crc(header)) {
            throw new StoreException(file + " at offset 0: the header is damaged");
        }
        int version = header.getInt(8);
        if (version > FORMAT_VERSION) {
            throw new StoreException(file + " has format " + version + " (expected: <= " + FORMAT_VERSION
                    + "): the data directory was written by a newer release");
        }
        if (version < OLDEST_VERSION) {
            throw new StoreException(file + " has format " + version + " (expected: >= " + OLDEST_VERSION
                    + "), which no release has written: the data directory must be removed");
        }
        Segment segment = new Segment(
                header.getLong(16),
                header.getLong(24),
                header.getLong(32),
                header.getLong(40),
                header.getLong(48),
                header.getLong(56));
        if (!segment.fileName().equals(file)) {
            throw new StoreException(file + " at offset 0: the header belongs to " + segment.fileName());
        }
        return segment;
    }

    /**
     * The generation that a file which waits to become a segment had before.
     *
     * @return 0 if it was never a segment, -1 if that cannot be said
     */
    static long generationBefore(ByteBuffer header) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < HEADER_BYTES) {
            return -1;
        }
        if (header.getLong(0) == 0) {
            return 0;
        }
        return header.getInt(CRC_AT) == crc(header) ? header.getLong(40) : -1;
    }

    /** Whether a newer release wrote this header, whole as it is. */
    static boolean isNewer(ByteBuffer header) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        return header.remaining() >= HEADER_BYTES
                && header.getLong(0) == MAGIC
                && header.getInt(CRC_AT) == crc(header)
                && header.getInt(8) > FORMAT_VERSION;
    }

    /** The number in a file's name, or -1 if there is none. */
    static long numberOf(String file) {
        try {
            return isFileName(file) ? Long.parseLong(file.substring(PREFIX.length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().clear().limit(CRC_AT));
        return (int) crc.getValue();
    }
}
