package io.leveret.store.index;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * The runs of one queue, by rising seq and disjoint; but for those that were moved, by rising segment. One that holds nothing any more is let go of. Owner: as
 * {@link StoreIndex}.
 */
final class Runs {

    /** Looks at runs. */
    interface Visitor {
        /**
         * Looks at one.
         *
         * @return how many of its entries are held no more
         */
        int visit(long firstSeq, long lastSeq, long segment, int held, long bytes, boolean refersBack);
    }

    private final Shared shared;
    private final SegmentUses uses;
    private final ArrayList<RunChunk> chunks = new ArrayList<>();
    /** Ids of chunks that the newest checkpoint has, and that are gone. */
    private final ArrayList<Long> removed = new ArrayList<>();

    Runs(Shared shared) {
        this.shared = shared;
        this.uses = shared.uses();
    }

    List<RunChunk> chunks() {
        return chunks;
    }

    List<Long> removed() {
        return removed;
    }

    /** An entry, above all others. */
    void enter(long seq, Place place) {
        long segment = place.segment();
        long bytes = place.bytes();
        boolean refersBack = place.refersBack();
        uses.hold(segment, 1, RunChunk.rounded(bytes));
        RunChunk chunk = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (chunk != null) {
            chunk.touch(shared);
        }
        if (chunk != null && chunk.segment(chunk.size() - 1) == segment) {
            if (refersBack && !chunk.refersBack(chunk.size() - 1)) {
                uses.refer(segment - 1);
            }
            chunk.extend(seq, bytes, refersBack);
            return;
        }
        if (refersBack) {
            uses.refer(segment - 1);
        }
        if (chunk == null || chunk.isFull()) {
            chunk = new RunChunk(seq);
            chunks.add(chunk);
        }
        chunk.add(seq, seq, segment, 1, bytes, refersBack);
    }

    /** Takes over a chunk of a checkpoint, above all others. */
    void restore(RunChunk chunk) {
        for (int run = 0; run < chunk.size(); run++) {
            uses.hold(chunk.segment(run), chunk.held(run), chunk.bytes(run));
            // A checkpoint does not say whether it does.
            uses.mayShare(chunk.segment(run));
            if (chunk.refersBack(run)) {
                uses.refer(chunk.segment(run) - 1);
            }
        }
        chunks.add(chunk);
    }

    /** Visits the runs that have to do with a range, by rising seq, and lets go of what they hold no more. */
    void visit(long firstSeq, long lastSeq, Visitor visitor) {
        int at = chunkEnding(firstSeq);
        while (at < chunks.size()) {
            RunChunk chunk = chunks.get(at);
            boolean done = visit(chunk, firstSeq, lastSeq, visitor);
            if (chunk.isEmpty()) {
                forget(chunk);
                chunks.remove(at);
            } else {
                at++;
            }
            if (done) {
                return;
            }
        }
    }

    private boolean visit(RunChunk chunk, long firstSeq, long lastSeq, Visitor visitor) {
        chunk.touch(shared);
        int run = chunk.ending(firstSeq);
        while (run < chunk.size()) {
            if (chunk.firstSeq(run) > lastSeq) {
                return true;
            }
            long segment = chunk.segment(run);
            boolean refersBack = chunk.refersBack(run);
            int released = visitor.visit(
                    chunk.firstSeq(run), chunk.lastSeq(run), segment, chunk.held(run), chunk.bytes(run), refersBack);
            if (released > 0) {
                uses.release(segment, released, chunk.release(run, released));
            }
            if (chunk.held(run) > 0) {
                run++;
            } else {
                remove(chunk, run);
            }
        }
        return false;
    }

    /**
     * An entry that is held lies in another segment now. Entries of a run move by rising seq: one that is not the first that
     * is held stays where it is.
     *
     * @param readable how many entries between two seqs, both included, may move
     * @param anyOpen whether any entry may belong to an open transaction; none of its run moves then. Such a transaction is
     *     one of a life of the store that has ended, which the life that wrote the move had forgotten
     */
    void move(long seq, long fromSegment, Place to, LongBinaryOperator readable, boolean anyOpen) {
        int at = chunkEnding(seq);
        if (at == chunks.size()) {
            return;
        }
        RunChunk chunk = chunks.get(at);
        chunk.touch(shared);
        int run = chunk.ending(seq);
        if (chunk.firstSeq(run) > seq
                || chunk.segment(run) != fromSegment
                || readable.applyAsLong(chunk.firstSeq(run), seq) > 1
                || (anyOpen && readable.applyAsLong(chunk.firstSeq(run), chunk.lastSeq(run)) < chunk.held(run))) {
            return;
        }
        uses.hold(to.segment(), 1, RunChunk.rounded(to.bytes()));
        int size = chunk.size();
        if (chunk.move(run, seq, to)) {
            uses.refer(to.segment() - 1);
        }
        int left = run + chunk.size() - size;
        uses.release(fromSegment, 1, chunk.release(left, 1));
        if (chunk.held(left) == 0) {
            remove(chunk, left);
        }
    }

    private void remove(RunChunk chunk, int run) {
        if (chunk.refersBack(run)) {
            uses.referNoMore(chunk.segment(run) - 1);
        }
        chunk.remove(run);
    }

    /** The queue is gone. */
    void releaseAll() {
        for (RunChunk chunk : chunks) {
            chunk.touch(shared);
            for (int run = 0; run < chunk.size(); run++) {
                uses.release(chunk.segment(run), chunk.held(run), chunk.bytes(run));
                if (chunk.refersBack(run)) {
                    uses.referNoMore(chunk.segment(run) - 1);
                }
            }
        }
        chunks.clear();
    }

    int size() {
        int size = 0;
        for (RunChunk chunk : chunks) {
            size += chunk.size();
        }
        return size;
    }

    int footprintBytes() {
        int bytes = 0;
        for (RunChunk chunk : chunks) {
            bytes += chunk.footprintBytes();
        }
        return bytes;
    }

    /** The chunks that may be spilled: all but the last, which grows, if they were not touched just now. */
    void coldChunks(List<RunChunk> into) {
        for (int i = 0; i < chunks.size() - 1; i++) {
            RunChunk chunk = chunks.get(i);
            if (!chunk.isSpilled() && chunk.touchedAt() < shared.tick()) {
                into.add(chunk);
            }
        }
    }

    private void forget(RunChunk chunk) {
        if (chunk.isStored()) {
            removed.add(chunk.id());
        }
    }

    /** Index of the first chunk that does not end before this seq. */
    private int chunkEnding(long seq) {
        int low = 0;
        int high = chunks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).lastSeq() < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
