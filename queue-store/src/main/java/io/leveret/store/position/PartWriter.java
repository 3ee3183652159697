package io.leveret.store.position;

import io.leveret.store.format.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Encodes the positions of one queue's entries in one segment as they come. Owner: as {@link SegmentPositions}. */
final class PartWriter {

    private static final int OCTETS_MIN = 32;

    private final long segmentBase;
    private final ArrayList<Part> full = new ArrayList<>(1);
    private Numbers numbers = new Numbers(new byte[OCTETS_MIN]);
    private int count;
    private long source;
    private long firstSeq;
    private long seq;
    private long lsn;
    private int length;
    private int bodyLength;

    PartWriter(long segmentBase) {
        this.segmentBase = segmentBase;
    }

    /** @param newSource where entries come from: those of one part come from the same place, by rising seq */
    void add(long newSource, long newSeq, long newLsn, int newLength, long newBodyLsn, int newBodyLength) {
        if (count == Positions.ENTRIES_MAX || (count > 0 && (newSource != source || newSeq <= seq))) {
            full.add(last());
            numbers = new Numbers(new byte[OCTETS_MIN]);
            count = 0;
        }
        if (count == 0) {
            firstSeq = newSeq;
            seq = newSeq;
            lsn = segmentBase;
            length = 0;
            bodyLength = 0;
        }
        numbers.put(newSeq - seq);
        numbers.put((newLsn - lsn) / Long.BYTES);
        numbers.putSigned(newLength - length);
        if (newBodyLsn == Positions.NO_BODY) {
            numbers.put(0);
        } else {
            numbers.put(1 + (newLsn - newBodyLsn) / Long.BYTES);
            numbers.putSigned(newBodyLength - bodyLength);
            bodyLength = newBodyLength;
        }
        source = newSource;
        seq = newSeq;
        lsn = newLsn;
        length = newLength;
        count++;
    }

    long lastSeq() {
        return seq;
    }

    /** Gives all parts so far. */
    void parts(List<Part> into) {
        into.addAll(full);
        into.add(last());
    }

    private Part last() {
        return new Part(firstSeq, seq, numbers.octets(), numbers.size());
    }
}
