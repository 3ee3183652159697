package io.leveret.store.position;

import io.leveret.store.format.Numbers;
import java.util.Arrays;

/**
 * Where up to 1024 neighbouring entries of one queue lie in one segment, by rising seq. Immutable.
 *
 * <p>Encoded, each entry has, as {@link Numbers}: seq less the one before (in the first: less the part's first), position
 * less the one before, in eights of octets (in the first: less the segment's), length less the one before (signed), and
 * 0 or, if it refers to a body, 1 + position less the body's in eights, and the body's length less the one before (signed).
 */
public final class Positions {

    /** The result of a search that found nothing. */
    public static final int NONE = -1;

    /** Stands where an entry has its body. */
    public static final long NO_BODY = 0;

    static final int ENTRIES_MAX = 1024;

    /** So many octets each entry takes at least, encoded. */
    private static final int ENCODED_BYTES_MIN = 4;

    private static final int OBJECT_BYTES = 160;
    private static final int ENTRY_BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;

    private final long[] seqs;
    private final long[] lsns;
    private final int[] lengths;
    private final long[] bodyLsns;
    private final int[] bodyLengths;
    private int count;

    private Positions(int capacity) {
        seqs = new long[capacity];
        lsns = new long[capacity];
        lengths = new int[capacity];
        bodyLsns = new long[capacity];
        bodyLengths = new int[capacity];
    }

    static Positions decode(Part part, long segmentBase) {
        Positions positions = new Positions(part.end() / ENCODED_BYTES_MIN);
        Numbers numbers = part.numbers();
        long seq = part.firstSeq();
        long lsn = segmentBase;
        int length = 0;
        int bodyLength = 0;
        while (numbers.hasMore()) {
            int at = positions.count++;
            seq += numbers.get();
            lsn += numbers.get() * Long.BYTES;
            length += (int) numbers.getSigned();
            positions.seqs[at] = seq;
            positions.lsns[at] = lsn;
            positions.lengths[at] = length;
            long back = numbers.get();
            if (back > 0) {
                bodyLength += (int) numbers.getSigned();
                positions.bodyLsns[at] = lsn - (back - 1) * Long.BYTES;
                positions.bodyLengths[at] = bodyLength;
            }
        }
        return positions;
    }

    /** Index of the entry of this seq, or {@link #NONE}. */
    public int find(long seq) {
        int at = Arrays.binarySearch(seqs, 0, count, seq);
        return at < 0 ? NONE : at;
    }

    /** Whether an entry of this seq would have to be here, if there is one. */
    public boolean covers(long seq) {
        return seq >= seqs[0] && seq <= lastSeq();
    }

    /** The highest seq. */
    public long lastSeq() {
        return seqs[count - 1];
    }

    /** Position of the entry's MSG or ENQ. */
    public long lsn(int i) {
        return lsns[i];
    }

    /** Octets of that record. */
    public int length(int i) {
        return lengths[i];
    }

    /** Position of the BODY that it refers to, or {@link #NO_BODY}. */
    public long bodyLsn(int i) {
        return bodyLsns[i];
    }

    /** Octets of that record. */
    public int bodyLength(int i) {
        return bodyLengths[i];
    }

    /** About what it takes of the heap, in bytes. */
    public int footprintBytes() {
        return OBJECT_BYTES + seqs.length * ENTRY_BYTES;
    }
}
