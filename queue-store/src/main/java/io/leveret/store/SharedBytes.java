package io.leveret.store;

import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.SegmentUse;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of what segments hold is counted too often. The index knows of each entry what it takes with its body, and not
 * which of them have one body in common: to find that out a segment is read once, and again when half of it has gone. Owner:
 * the index worker.
 */
final class SharedBytes {

    private static final Logger LOG = LoggerFactory.getLogger(SharedBytes.class);

    /** By how much it was too much when so much was held. */
    private record Measured(long held, long tooMuch) {}

    private final StoreIndex index;
    private final SegmentTable table;
    private final JournalReader reader;
    private final Map<Long, Measured> bySegment = new HashMap<>();

    SharedBytes(StoreIndex index, SegmentTable table, JournalReader reader) {
        this.index = index;
        this.table = table;
        this.reader = reader;
    }

    /** About how many octets it would take to move what a segment holds, each body once. */
    long liveBytes(SegmentUse use) {
        return liveBytes(use.number(), use.liveBytes());
    }

    /** The same of a segment that may hold nothing. */
    long liveBytes(long segment) {
        return liveBytes(segment, index.liveBytes(segment));
    }

    private long liveBytes(long segment, long held) {
        Measured measured = bySegment.get(segment);
        if (measured == null || measured.held == 0) {
            return held;
        }
        return held - (long) ((double) measured.tooMuch * held / measured.held);
    }

    /** The same of all. */
    long liveBytes(List<SegmentUse> uses) {
        return uses.stream().mapToLong(this::liveBytes).sum();
    }

    /** Whether it is worth to read the segment. */
    boolean isToBeMeasured(SegmentUse use) {
        if (!use.mayShare()) {
            return false;
        }
        Measured measured = bySegment.get(use.number());
        return measured == null || (measured.tooMuch > 0 && use.liveBytes() < measured.held / 2);
    }

    /** Reads the segment; all its records must have been applied. */
    void measure(Segment segment, SegmentUse use) {
        Set<Long> bodies = new HashSet<>();
        long[] tooMuch = {0};
        try (reader) {
            reader.follow(
                    segment.dataLsn(), table.knownEnd(segment), record -> tooMuch[0] += again(record, segment, bodies));
        } catch (IOException e) {
            // Whoever moves it finds that out too, and says so.
            LOG.debug("{} cannot be measured", segment.fileName(), e);
            tooMuch[0] = 0;
        }
        bySegment.put(use.number(), new Measured(use.liveBytes(), Math.min(tooMuch[0], use.liveBytes())));
    }

    /** The octets of the record's body if an entry before has the same. */
    private long again(RecordView record, Segment segment, Set<Long> bodies) {
        if (!record.type().refers()) {
            return 0;
        }
        QueueIndex queue = index.queue(record.queueId());
        boolean isHeld = queue != null && queue.isReadableIn(record.seq(), segment.number());
        return isHeld && !bodies.add(record.bodyLsn()) ? record.bodyLength() : 0;
    }

    /** Forgets segments that are not held any more. */
    void forgetOthers(List<SegmentUse> held) {
        bySegment.keySet().retainAll(held.stream().map(SegmentUse::number).collect(Collectors.toSet()));
    }
}
