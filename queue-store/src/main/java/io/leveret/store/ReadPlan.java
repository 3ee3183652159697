package io.leveret.store;

import io.leveret.store.journal.Segment;
import io.leveret.store.position.Part;
import java.util.BitSet;
import java.util.List;

/**
 * What one read of a queue has to read. Made by the index worker, which keeps its segments until it is given back; used
 * by one reader thread.
 *
 * @param redeliveredUpTo messages up to there may have been delivered before the store was opened
 * @param seqs what lives or is retained, by rising seq
 * @param settled which of them, by index, are retained only
 * @param retainedFromMs those of them are passed over that are older
 * @param stretches where it lies, in the same order
 * @param nextSeq where reading goes on behind all of this
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReadPlan(
        long queueId,
        long redeliveredUpTo,
        long[] seqs,
        BitSet settled,
        long retainedFromMs,
        List<Stretch> stretches,
        long nextSeq) {

    private static final long[] NO_SEQS = {};

    /** There is nothing to read. */
    static ReadPlan nothing(long queueId, long nextSeq) {
        return new ReadPlan(queueId, 0, NO_SEQS, new BitSet(), 0, List.of(), nextSeq);
    }

    /** Whether a message is retained no longer, though its segment is old enough for that only later. */
    boolean isTooOld(int index, long enqueuedAtMs) {
        return settled.get(index) && enqueuedAtMs < retainedFromMs;
    }

    /**
     * What lies in one segment.
     *
     * @param from index of its first message in {@link ReadPlan#seqs}
     * @param to index behind its last
     * @param pinned the segment, and the one before if something there is referred to
     * @param open whether the segment is still written
     * @param parts where its messages lie, if it is
     */
    record Stretch(Segment segment, int from, int to, List<Segment> pinned, boolean open, List<Part> parts) {}
}
