package io.leveret.store;

import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.RecordType;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.SegmentPositions;
import io.leveret.store.position.Sidecars;
import org.jspecify.annotations.Nullable;

/**
 * Takes the journal's records in their order: applies them to the index, and notes where entries lie in the segment under
 * way. When that is done, where they lie goes to its sidecar.
 *
 * <p>Owner: the thread that opens the store, then the index worker.
 */
final class Follower {

    private static final int RECORDS_PER_TRIM = 8 << 10;

    private final StoreIndex index;
    private final SegmentTable table;
    private final Sidecars sidecars;
    private @Nullable SegmentPositions open;
    /** Whether the segment under way was read from its beginning. */
    private boolean whole;

    private long records;
    private long movedBytes;
    /** The newest body that counts in it. */
    private long movedBodyLsn;

    Follower(StoreIndex index, SegmentTable table, Sidecars sidecars) {
        this.index = index;
        this.table = table;
        this.sidecars = sidecars;
    }

    StoreIndex index() {
        return index;
    }

    /** The positions of this segment as far as it is read, if it is the one under way and was read from its beginning. */
    @Nullable
    SegmentPositions open(Segment segment) {
        SegmentPositions positions = open;
        return whole && positions != null && positions.segment().number() == segment.number() ? positions : null;
    }

    /** Octets of all that was moved so far. */
    long movedBytes() {
        return movedBytes;
    }

    void apply(RecordView record) throws StoreException {
        SegmentPositions positions = open;
        if (positions == null
                || positions.segment().number() != record.segment().number()) {
            if (positions != null) {
                seal(table.knownEnd(positions.segment()));
            }
            positions = new SegmentPositions(record.segment());
            open = positions;
            whole = record.lsn() == record.segment().dataLsn();
        }
        positions.add(record);
        noteMoved(record);
        index.apply(record);
        if (++records % RECORDS_PER_TRIM == 0) {
            index.trim();
        }
    }

    /** A body that is moved stands before the first entry that refers to it. */
    private void noteMoved(RecordView record) {
        if (record.type() == RecordType.MOVE) {
            movedBytes += record.length();
        } else if (record.type() == RecordType.MOVE_ENQ) {
            movedBytes += record.length();
            if (record.bodyLsn() > movedBodyLsn) {
                movedBodyLsn = record.bodyLsn();
                movedBytes += record.bodyLength();
            }
        }
    }

    /** Nothing is added to the segment under way any more; what it holds of the journal ends there. */
    void seal(long dataEnd) {
        SegmentPositions positions = open;
        open = null;
        if (positions != null && whole) {
            sidecars.write(positions, dataEnd);
        }
    }
}
