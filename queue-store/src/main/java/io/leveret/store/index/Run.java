package io.leveret.store.index;

import java.util.Arrays;

/**
 * Up to 1024 live entries of one queue, sorted by seq: 12 bytes each, 20 if they refer to a body. Removal at either end
 * costs nothing, in the middle a move of at most 1024 numbers. Owner: as {@link StoreIndex}.
 */
public final class Run {

    static final int ENTRIES_MAX = 1024;

    private static final int ENTRIES_MIN = 16;
    private static final long[] NO_BODIES = {};

    private final long baseSeq;
    private int[] seqs = new int[ENTRIES_MIN];
    private long[] lsns = new long[ENTRIES_MIN];
    /** Empty while no entry refers to a body. */
    private long[] bodies = NO_BODIES;

    private int from;
    private int to;

    Run(long baseSeq) {
        this.baseSeq = baseSeq;
    }

    public int size() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** At most the seq of the first entry; does not change. */
    long baseSeq() {
        return baseSeq;
    }

    long lastSeq() {
        return baseSeq + seqs[to - 1];
    }

    public long seq(int i) {
        return baseSeq + seqs[from + i];
    }

    /** Position of the entry's MSG or ENQ. */
    public long lsn(int i) {
        return lsns[from + i];
    }

    /** Position of the BODY that the entry refers to, or {@link StoreIndex#NO_BODY}. */
    public long bodyLsn(int i) {
        return bodies.length == 0 ? StoreIndex.NO_BODY : bodies[from + i];
    }

    boolean isFull() {
        return size() == ENTRIES_MAX;
    }

    boolean canHold(long seq) {
        return seq - baseSeq <= Integer.MAX_VALUE;
    }

    /** Adds an entry; the run is not full and holds none of that seq. */
    void add(long seq, long lsn, long bodyLsn) {
        makeRoom(bodyLsn != StoreIndex.NO_BODY);
        int delta = (int) (seq - baseSeq);
        int at = to;
        if (from < to && seqs[to - 1] >= delta) {
            at = -1 - Arrays.binarySearch(seqs, from, to, delta);
            if (at < 0) {
                throw new IllegalStateException("seq " + seq + " twice");
            }
            move(at, at + 1);
        }
        seqs[at] = delta;
        lsns[at] = lsn;
        if (bodies.length > 0) {
            bodies[at] = bodyLsn;
        }
        to++;
    }

    /** Removes entries from {@code firstSeq} to {@code lastSeq}, both included. */
    void remove(long firstSeq, long lastSeq) {
        int first = indexOf(firstSeq);
        int end = indexOf(lastSeq + 1);
        if (first == from) {
            from = end;
        } else if (first < end) {
            move(end, first);
            to -= end - first;
        }
    }

    /** Moves the upper half of the entries to a run of their own. */
    Run split() {
        int middle = from + size() / 2;
        Run upper = new Run(baseSeq + seqs[middle]);
        for (int i = middle; i < to; i++) {
            upper.add(baseSeq + seqs[i], lsns[i], bodies.length == 0 ? StoreIndex.NO_BODY : bodies[i]);
        }
        to = middle;
        return upper;
    }

    private int indexOf(long seq) {
        long delta = seq - baseSeq;
        if (delta <= 0 || from == to) {
            return from;
        }
        if (delta > seqs[to - 1]) {
            return to;
        }
        int at = Arrays.binarySearch(seqs, from, to, (int) delta);
        return at < 0 ? -1 - at : at;
    }

    /** Moves the entries from {@code source} on to {@code target}. */
    private void move(int source, int target) {
        System.arraycopy(seqs, source, seqs, target, to - source);
        System.arraycopy(lsns, source, lsns, target, to - source);
        if (bodies.length > 0) {
            System.arraycopy(bodies, source, bodies, target, to - source);
        }
    }

    private void makeRoom(boolean withBody) {
        if (to == seqs.length) {
            if (from >= seqs.length / 2) {
                int size = size();
                move(from, 0);
                from = 0;
                to = size;
            } else {
                int capacity = seqs.length * 2;
                seqs = Arrays.copyOf(seqs, capacity);
                lsns = Arrays.copyOf(lsns, capacity);
                bodies = bodies.length == 0 ? bodies : Arrays.copyOf(bodies, capacity);
            }
        }
        if (withBody && bodies.length == 0) {
            bodies = new long[seqs.length];
        }
    }
}
