package io.leveret.store.checkpoint;

import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint with all of the journal that it needs: together a store that can be opened. Immutable, and compared by
 * identity; its files stay until it is let go of.
 */
public final class HeldPoint {

    private final long lsn;
    private final @Nullable String checkpoint;
    private final List<Part> parts;

    private HeldPoint(long lsn, @Nullable String checkpoint, List<Part> parts) {
        this.lsn = lsn;
        this.checkpoint = checkpoint;
        this.parts = List.copyOf(parts);
    }

    /**
     * A segment, as far as it is needed.
     *
     * @param endLsn behind its last group that counts
     */
    public record Part(Segment segment, long endLsn) {

        /** Octets of the file up to there. */
        public long bytes() {
            return endLsn - segment.baseLsn();
        }
    }

    /**
     * The newest checkpoint.
     *
     * @param used the numbers of the segments that hold what lives
     */
    public static HeldPoint of(long lsn, Set<Long> used, SegmentTable table) {
        List<Part> parts = new ArrayList<>();
        for (Segment segment : table.all()) {
            boolean holdsEnd = segment.baseLsn() < lsn && lsn <= segment.endLsn();
            if (segment.baseLsn() < lsn && (holdsEnd || used.contains(segment.number()))) {
                parts.add(new Part(segment, Math.min(lsn, endOf(segment, table))));
            }
        }
        return new HeldPoint(lsn, lsn == 0 ? null : Checkpoints.fileName(lsn), parts);
    }

    /** Where its groups end, as far as the next segment tells. */
    private static long endOf(Segment segment, SegmentTable table) {
        Segment next = table.after(segment.baseLsn());
        if (next == null || next.number() != segment.number() + 1 || next.joinsLsn() <= segment.baseLsn()) {
            return segment.endLsn();
        }
        return next.joinsLsn();
    }

    /** The end of the last group that it holds; 0 if the store has never held anything. */
    public long lsn() {
        return lsn;
    }

    /** The file of the checkpoint; null if the store has never held anything. */
    public @Nullable String checkpoint() {
        return checkpoint;
    }

    /** By rising position. */
    public List<Part> parts() {
        return parts;
    }
}
