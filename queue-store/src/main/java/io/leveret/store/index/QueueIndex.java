package io.leveret.store.index;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The live entries of one queue. Owner: as {@link StoreIndex}. */
public final class QueueIndex {

    private final long queueId;
    private long seqMax;
    private long deliveredUpTo;
    private final TreeMap<Long, Run> runs = new TreeMap<>();

    QueueIndex(long queueId) {
        this.queueId = queueId;
    }

    public long queueId() {
        return queueId;
    }

    /** The highest seq ever used, by an entry of an open transaction as well. */
    public long seqMax() {
        return seqMax;
    }

    /** Entries up to here may have been delivered. */
    public long deliveredUpTo() {
        return deliveredUpTo;
    }

    /** By rising seq. */
    public Collection<Run> runs() {
        return runs.values();
    }

    public long size() {
        long size = 0;
        for (Run run : runs.values()) {
            size += run.size();
        }
        return size;
    }

    void used(long seq) {
        seqMax = Math.max(seqMax, seq);
    }

    void delivered(long upToSeq) {
        deliveredUpTo = upToSeq;
    }

    void add(long seq, long lsn, long bodyLsn) {
        used(seq);
        runFor(seq).add(seq, lsn, bodyLsn);
    }

    void remove(long firstSeq, long lastSeq) {
        Map.Entry<Long, Run> entry = runs.floorEntry(firstSeq);
        if (entry == null) {
            entry = runs.ceilingEntry(firstSeq);
        }
        while (entry != null && entry.getKey() <= lastSeq) {
            entry.getValue().remove(firstSeq, lastSeq);
            if (entry.getValue().isEmpty()) {
                runs.remove(entry.getKey());
            }
            entry = runs.higherEntry(entry.getKey());
        }
    }

    private Run runFor(long seq) {
        // Nearly always at the end. Lower ones come from transactions, whose entries count later than they were
        // numbered.
        Map.Entry<Long, Run> entry = runs.floorEntry(seq);
        if (entry == null || !entry.getValue().canHold(seq)) {
            return newRun(seq);
        }
        Run run = entry.getValue();
        if (!run.isFull()) {
            return run;
        }
        if (run.lastSeq() < seq) {
            return newRun(seq);
        }
        Run upper = run.split();
        runs.put(upper.baseSeq(), upper);
        return upper.baseSeq() <= seq ? upper : run;
    }

    private Run newRun(long seq) {
        Run run = new Run(seq);
        runs.put(seq, run);
        return run;
    }
}
