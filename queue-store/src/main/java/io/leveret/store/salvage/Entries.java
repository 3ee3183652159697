package io.leveret.store.salvage;

import io.leveret.store.disk.Disk;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Positions;
import io.leveret.store.position.SegmentSearch;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the live entries of one segment lie: looked up as a start looks them up, so that both miss the same. Owner: one
 * thread.
 */
final class Entries {

    /** A live entry; one that nobody knows the place of has a length of 0. */
    record Entry(long queueId, long seq, long lsn, int length, long bodyLsn, int bodyLength) {

        boolean isFound() {
            return length > 0;
        }

        boolean refers() {
            return bodyLsn != Positions.NO_BODY;
        }
    }

    /** Messages that a queue has in a segment, if they live. */
    record Run(QueueIndex queue, long segment, long firstSeq, long lastSeq) {}

    private static final int MEMBERS = 1024;

    private Entries() {}

    /** Where all that lives lies, queue by queue and by rising seq. */
    static List<List<Run>> runs(StoreIndex index) {
        List<List<Run>> runs = new ArrayList<>();
        for (QueueIndex queue : index.queues().values()) {
            List<Run> ofQueue = new ArrayList<>();
            queue.forEachRun(
                    1,
                    Long.MAX_VALUE - 1,
                    (firstSeq, lastSeq, segment, held, refersBack) ->
                            ofQueue.add(new Run(queue, segment, firstSeq, lastSeq)));
            runs.add(ofQueue);
        }
        return runs;
    }

    /** All live entries of a segment; those of a queue that are to be found rise. */
    static List<Entry> of(Disk disk, SegmentTable table, Sidecars sidecars, @Nullable Segment segment, List<Run> runs)
            throws IOException {
        if (segment == null) {
            return all(runs, null);
        }
        try (SegmentSearch search = new SegmentSearch(disk, table, sidecars, segment)) {
            return sorted(all(runs, search));
        }
    }

    private static List<Entry> all(List<Run> runs, @Nullable SegmentSearch search) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long[] seqs = new long[MEMBERS];
        for (Run run : runs) {
            Positions positions = null;
            long from = run.firstSeq;
            int count = run.queue.live().members(from, run.lastSeq, seqs);
            while (count > 0) {
                for (int i = 0; i < count; i++) {
                    if (search != null && (positions == null || positions.find(seqs[i]) == Positions.NONE)) {
                        positions = search.find(run.queue.queueId(), seqs[i]);
                    }
                    entries.add(entry(run.queue.queueId(), seqs[i], positions));
                }
                from = seqs[count - 1] + 1;
                count = run.queue.live().members(from, run.lastSeq, seqs);
            }
        }
        return entries;
    }

    private static Entry entry(long queueId, long seq, @Nullable Positions positions) {
        if (positions == null) {
            return new Entry(queueId, seq, 0, 0, Positions.NO_BODY, 0);
        }
        int at = positions.find(seq);
        return new Entry(
                queueId, seq, positions.lsn(at), positions.length(at), positions.bodyLsn(at), positions.bodyLength(at));
    }

    /** In the order of the journal; where octets have moved that is not the order of a queue, which then comes first. */
    private static List<Entry> sorted(List<Entry> entries) {
        entries.sort(Comparator.comparing((Entry entry) -> !entry.isFound()).thenComparing(Entry::lsn));
        Map<Long, Long> last = new HashMap<>();
        boolean rises = true;
        for (Entry entry : entries) {
            Long before = entry.isFound() ? last.put(entry.queueId, entry.seq) : null;
            rises &= before == null || before < entry.seq;
        }
        if (!rises) {
            entries.sort(Comparator.comparing(Entry::queueId).thenComparing(Entry::seq));
        }
        return entries;
    }
}
