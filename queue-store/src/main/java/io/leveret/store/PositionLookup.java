package io.leveret.store;

import io.leveret.store.disk.Disk;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Part;
import io.leveret.store.position.Positions;
import io.leveret.store.position.SegmentPositions;
import io.leveret.store.position.SegmentSearch;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the messages of one read lie, by rising seq: from what the index worker said of the segment under way, from
 * the sidecars of others, or, where these are of no use, by reading the segment. Owner: the reader thread.
 */
final class PositionLookup implements AutoCloseable {

    private final Disk disk;
    private final SegmentTable table;
    private final Sidecars sidecars;
    private final PositionCache cache;
    private final long queueId;
    /** Those of segments that had to be read; after others, what was moved there may come again. */
    private final List<SegmentSearch> keptSearches = new ArrayList<>();

    private @Nullable SegmentSearch search;
    private @Nullable Positions positions;
    private long segmentNumber = -1;

    PositionLookup(Disk disk, SegmentTable table, Sidecars sidecars, PositionCache cache, long queueId) {
        this.sidecars = sidecars;
        this.cache = cache;
        this.queueId = queueId;
        this.disk = disk;
        this.table = table;
    }

    /** What had to be read from segments. */
    List<SegmentPositions> rebuilt() {
        return Stream.concat(keptSearches.stream(), Stream.ofNullable(search))
                .map(SegmentSearch::read)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The positions among which that of this message is; null if its segment holds no such message. */
    @Nullable
    Positions find(ReadPlan.Stretch where, long seq) throws IOException {
        if (segmentNumber != where.segment().number()) {
            segmentNumber = where.segment().number();
            positions = null;
            leaveSearch();
        }
        if (!holds(positions, seq)) {
            positions = where.open() ? amongKnown(where, seq) : search(where.segment(), seq);
        }
        return positions;
    }

    /** What is known of a segment in which a message is not to be found, for whoever reports it. */
    String where(Segment searched) {
        for (SegmentPositions known : rebuilt()) {
            if (known.segment().number() == searched.number() && known.damagedLsn() >= 0) {
                return searched.fileName() + " at offset " + (known.damagedLsn() - searched.baseLsn())
                        + ": a damaged record";
            }
        }
        return searched.fileName();
    }

    @Override
    public void close() throws IOException {
        leaveSearch();
        for (SegmentSearch kept : keptSearches) {
            kept.close();
        }
    }

    private static boolean holds(@Nullable Positions positions, long seq) {
        return positions != null && positions.find(seq) != Positions.NONE;
    }

    private @Nullable Positions amongKnown(ReadPlan.Stretch where, long seq) {
        Part part = Part.of(where.parts(), seq);
        Positions known = part == null ? null : part.decode(where.segment().baseLsn());
        return holds(known, seq) ? known : null;
    }

    private @Nullable Positions search(Segment segment, long seq) throws IOException {
        Positions found = cache.get(segment.number(), queueId, seq);
        if (!holds(found, seq)) {
            found = searchOf(segment).find(queueId, seq);
            if (found != null) {
                cache.put(segment.number(), queueId, found);
            }
        }
        return found;
    }

    private SegmentSearch searchOf(Segment segment) {
        SegmentSearch here = search;
        if (here == null) {
            here = keptSearches.stream()
                    .filter(kept -> kept.segment().number() == segment.number())
                    .findFirst()
                    .orElseGet(() -> new SegmentSearch(disk, table, sidecars, segment));
            keptSearches.remove(here);
            search = here;
        }
        return here;
    }

    private void leaveSearch() throws IOException {
        SegmentSearch left = search;
        search = null;
        if (left != null && left.read() != null) {
            keptSearches.add(left);
        } else if (left != null) {
            left.close();
        }
    }
}
