package io.leveret.store.salvage;

import io.leveret.store.QueueId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Positions in queues, gathered to be told in few words. Owner: one thread. */
final class Ranges {

    /** More of them make a line that nobody reads. */
    private static final int SHOWN_MAX = 20;

    /** First and last of each range, by queue. */
    private final TreeMap<Long, List<long[]>> byQueue = new TreeMap<>();

    private long count;

    /** Those of one queue come in rising order mostly. */
    void add(long queueId, long seq) {
        count++;
        List<long[]> ranges = byQueue.computeIfAbsent(queueId, id -> new ArrayList<>());
        long[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last[1] + 1 == seq) {
            last[1] = seq;
        } else {
            ranges.add(new long[] {seq, seq});
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    long count() {
        return count;
    }

    /** Such as {@code queue 3: 1-5, 9}. */
    @Override
    public String toString() {
        List<String> queues = new ArrayList<>();
        for (Map.Entry<Long, List<long[]>> entry : byQueue.entrySet()) {
            List<String> texts = entry.getValue().stream()
                    .limit(SHOWN_MAX)
                    .map(range -> range[0] == range[1] ? "" + range[0] : range[0] + "-" + range[1])
                    .toList();
            int more = entry.getValue().size() - texts.size();
            queues.add(QueueId.text(entry.getKey()) + ": " + String.join(", ", texts)
                    + (more == 0 ? "" : " and " + more + " further ranges"));
        }
        return String.join("; ", queues);
    }
}
