package io.leveret.store;

import io.leveret.store.checkpoint.HeldPoint;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Lets go of segments that neither of the two kept checkpoints needs, nor the journal behind the older of them, nor a
 * read or a backup that is under way. Owner: the index worker.
 */
final class SegmentReleases {

    private final SegmentTable table;
    private final SegmentPool pool;
    private final Sidecars sidecars;
    private final Map<Long, Integer> pins = new HashMap<>();
    private Set<Long> usedByNewer;
    private Set<Long> usedByOlder = Set.of();
    private long newerLsn;
    private long olderLsn;
    /** Whether only pins have kept something from being let go of. */
    private boolean waiting;

    /**
     * @param newerLsn position of the newest checkpoint
     * @param usedByNewer the numbers of the segments that it needs
     */
    SegmentReleases(SegmentTable table, SegmentPool pool, Sidecars sidecars, long newerLsn, Set<Long> usedByNewer) {
        this.table = table;
        this.pool = pool;
        this.sidecars = sidecars;
        this.newerLsn = newerLsn;
        this.usedByNewer = usedByNewer;
    }

    /** Keeps a segment until {@link #unpin}. */
    void pin(Segment segment) {
        pins.merge(segment.number(), 1, Integer::sum);
    }

    void unpin(Segment segment) throws IOException {
        Integer left = pins.merge(segment.number(), -1, Integer::sum);
        if (left == 0) {
            pins.remove(segment.number());
            if (waiting) {
                release();
            }
        }
    }

    /** Keeps all that the newest checkpoint needs until {@link #letGo}. */
    HeldPoint hold() {
        HeldPoint point = HeldPoint.of(newerLsn, usedByNewer, table);
        point.parts().forEach(part -> pin(part.segment()));
        return point;
    }

    void letGo(HeldPoint point) throws IOException {
        for (HeldPoint.Part part : point.parts()) {
            unpin(part.segment());
        }
    }

    /** A checkpoint is published. */
    void published(long lsn, Set<Long> used) throws IOException {
        olderLsn = newerLsn;
        usedByOlder = usedByNewer;
        newerLsn = lsn;
        usedByNewer = used;
        release();
    }

    /** Whether checkpoints of what is held now would let something go. */
    boolean isWorthwhile(long appliedLsn, Set<Long> held) {
        Segment before = table.before(appliedLsn);
        for (Segment segment : table.all()) {
            if (before == null || segment.baseLsn() >= before.baseLsn()) {
                return false;
            }
            if (!held.contains(segment.number()) && !pins.containsKey(segment.number())) {
                return true;
            }
        }
        return false;
    }

    private void release() throws IOException {
        waiting = false;
        free();
        pool.limit(table.size());
    }

    private void free() throws IOException {
        // An entry behind the older checkpoint may refer to a body in the segment before its own.
        Segment before = table.before(olderLsn);
        for (Segment segment : table.all()) {
            if (before == null || segment.baseLsn() >= before.baseLsn()) {
                return;
            }
            long number = segment.number();
            if (usedByOlder.contains(number) || usedByNewer.contains(number)) {
                continue;
            }
            if (pins.containsKey(number)) {
                waiting = true;
                continue;
            }
            table.remove(segment);
            sidecars.delete(segment);
            pool.recycle(segment);
        }
    }
}
