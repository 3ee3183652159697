package io.leveret.store.checkpoint;

import io.leveret.store.index.OpenTx;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.Run;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the segments that live entries lie in, or refer to. Owner: the checkpoint worker. */
final class SegmentUse {

    private final SegmentTable table;
    private final Set<Long> numbers = new HashSet<>();
    /** Entries next to each other mostly lie in the same segment. */
    private @Nullable Segment last;

    private SegmentUse(SegmentTable table) {
        this.table = table;
    }

    /** The numbers of all segments that the index needs. */
    static Set<Long> of(StoreIndex index, SegmentTable table) {
        SegmentUse use = new SegmentUse(table);
        for (QueueIndex queue : index.queues().values()) {
            for (Run run : queue.runs()) {
                for (int i = 0; i < run.size(); i++) {
                    use.add(run.lsn(i));
                    use.add(run.bodyLsn(i));
                }
            }
        }
        for (OpenTx tx : index.openTransactions().values()) {
            for (int i = 0; i < tx.size(); i++) {
                if (!tx.isSettled(i)) {
                    use.add(tx.lsn(i));
                    use.add(tx.bodyLsn(i));
                }
            }
        }
        return use.numbers;
    }

    private void add(long lsn) {
        Segment segment = last;
        if (segment == null || lsn < segment.baseLsn() || lsn >= segment.endLsn()) {
            segment = lsn == StoreIndex.NO_BODY ? null : table.at(lsn);
            if (segment == null) {
                return;
            }
            last = segment;
            numbers.add(segment.number());
        }
    }
}
