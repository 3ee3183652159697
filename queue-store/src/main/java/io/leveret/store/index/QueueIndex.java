package io.leveret.store.index;

import io.leveret.store.seq.SeqCounts;
import io.leveret.store.seq.SeqSet;
import java.util.Arrays;
import java.util.List;

/** What one queue has in the journal: which of its messages live, and which segments they lie in. Owner: as {@link StoreIndex}. */
public final class QueueIndex {

    /** Takes runs, by rising seq. */
    public interface RunConsumer {
        /** Takes one; entries of it may refer to bodies in the segment before if it says so. */
        void run(long firstSeq, long lastSeq, long segment, int held, boolean refersBack);
    }

    private static final int OBJECT_BYTES = 300;

    private final long queueId;
    private long seqMax;
    private long deliveredUpTo;
    private long liveBytes;
    private final LiveSet live;
    private final Runs runs;
    private final Retained retained;
    private final SeqCounts returns = new SeqCounts();
    private boolean changed;
    private boolean stored;
    private long redeliveredUpTo;
    private long footprintBytes;

    QueueIndex(long queueId, Shared shared) {
        this.queueId = queueId;
        this.live = new LiveSet(shared);
        this.runs = new Runs(shared);
        this.retained = new Retained(shared, runs);
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

    /** Entries up to here may have been delivered before the store was opened. */
    public long redeliveredUpTo() {
        return redeliveredUpTo;
    }

    /** Octets of the bodies of all live messages. */
    public long liveBytes() {
        return liveBytes;
    }

    /** The live messages; not to be changed, and not to be kept until records are applied. */
    public SeqSet live() {
        return live.get();
    }

    /** How many there are. */
    public long liveCount() {
        return live.size();
    }

    /** How often each live message has come back; not to be changed, and not to be kept until records are applied. */
    public SeqCounts returns() {
        return returns;
    }

    /** Whether the message lives, or is retained. */
    public boolean isReadable(long seq) {
        return live.get().contains(seq)
                || (retained.set().size() > 0 && retained.set().get().contains(seq));
    }

    /** How many messages between two positions, both included, live or are retained. */
    public long readableCount(long firstSeq, long lastSeq) {
        long count = live.get().count(firstSeq, lastSeq);
        return retained.set().size() == 0 ? count : count + retained.set().get().count(firstSeq, lastSeq);
    }

    /** Gives messages that live or are retained, as {@link SeqSet#members} does. */
    public int readable(long firstSeq, long lastSeq, long[] into) {
        int count = live.get().members(firstSeq, lastSeq, into);
        if (retained.set().size() == 0) {
            return count;
        }
        long[] others = new long[into.length];
        int otherCount = retained.set().get().members(firstSeq, lastSeq, others);
        long[] all = Arrays.copyOf(into, count + otherCount);
        System.arraycopy(others, 0, all, count, otherCount);
        Arrays.sort(all);
        System.arraycopy(all, 0, into, 0, Math.min(all.length, into.length));
        return Math.min(all.length, into.length);
    }

    /** How long what is settled is retained; 0 if it is not. */
    public long retainedAgeMsMax() {
        return retained.maxAgeMs();
    }

    /** How much of it; 0 if it is not. */
    public long retainedBytesMax() {
        return retained.maxBytes();
    }

    /** How many messages are settled and retained. */
    public long retainedCount() {
        return retained.set().size();
    }

    /** Gives the runs that have to do with a range. */
    public void forEachRun(long firstSeq, long lastSeq, RunConsumer consumer) {
        runs.visit(firstSeq, lastSeq, (first, last, segment, held, bytes, refersBack) -> {
            consumer.run(first, last, segment, held, refersBack);
            return 0;
        });
    }

    /** Whether the message is readable, and its entry lies in this segment. */
    public boolean isReadableIn(long seq, long segment) {
        if (!isReadable(seq)) {
            return false;
        }
        boolean[] here = {false};
        forEachRun(seq, seq, (first, last, number, held, refersBack) -> here[0] = number == segment);
        return here[0];
    }

    /** How many runs there are. */
    public int runCount() {
        return runs.size();
    }

    /** An entry enters, above all others; it is held, and may live. */
    void enter(long seq, Place place) {
        seqMax = seq;
        runs.enter(seq, place);
    }

    void makeLive(long seq, long bodyBytes) {
        live.get().add(seq);
        liveBytes += bodyBytes;
    }

    void settle(long firstSeq, long lastSeq, long bodyBytes) {
        SeqSet members = live.get();
        runs.visit(firstSeq, lastSeq, (first, last, segment, held, bytes, refersBack) -> {
            long from = Math.max(first, firstSeq);
            long to = Math.min(last, lastSeq);
            if (retained.isOn()) {
                retained.takeOver(members, from, to, held, bytes);
                return 0;
            }
            return (int) members.removeRange(from, to);
        });
        returns.removeRange(firstSeq, lastSeq);
        retained.keepToBytes();
        liveBytes = members.isEmpty() ? 0 : Math.max(0, liveBytes - bodyBytes);
    }

    /** An entry of a transaction that came to nothing. */
    void letGo(long seq) {
        runs.visit(seq, seq, (first, last, segment, held, bytes, refersBack) -> 1);
    }

    /** @param anyOpen whether any entry may belong to an open transaction */
    void move(long seq, long fromSegment, Place to, boolean anyOpen) {
        runs.move(seq, fromSegment, to, this::readableCount, anyOpen);
    }

    void delivered(long upToSeq) {
        deliveredUpTo = upToSeq;
    }

    void cameBack(long seq, int times) {
        if (live.get().contains(seq)) {
            returns.set(seq, times);
        }
    }

    void retain(long maxAgeMs, long maxBytes) {
        retained.bound(maxAgeMs, maxBytes);
    }

    void restoreReturns(long first, long last, int times) {
        returns.set(first, last, times);
    }

    void restoreRetained(long first, byte[] octets) {
        retained.set().get().addPart(first, octets);
    }

    void recovered() {
        redeliveredUpTo = deliveredUpTo;
    }

    void releaseAll() {
        runs.releaseAll();
        live.forget();
        retained.set().forget();
    }

    void restore(long restoredSeqMax, long restoredDeliveredUpTo, long restoredLiveBytes) {
        seqMax = restoredSeqMax;
        deliveredUpTo = restoredDeliveredUpTo;
        liveBytes = restoredLiveBytes;
    }

    void restore(RunChunk chunk) {
        runs.restore(chunk);
    }

    void restoreLive(long first, byte[] octets) {
        live.get().addPart(first, octets);
    }

    LiveSet liveSet() {
        return live;
    }

    /** The sets that may be spilled. */
    List<LiveSet> sets() {
        return List.of(live, retained.set());
    }

    Retained retained() {
        return retained;
    }

    /** About what it takes of the heap, in bytes, when it was measured last. */
    long footprintBytes() {
        return footprintBytes;
    }

    /** Measures it; returns by how much that has changed. */
    long measure() {
        long before = footprintBytes;
        live.measure();
        retained.set().measure();
        footprintBytes = OBJECT_BYTES
                + live.footprintBytes()
                + retained.set().footprintBytes()
                + runs.footprintBytes()
                + returns.footprintBytes();
        return footprintBytes - before;
    }

    void coldChunks(List<RunChunk> into) {
        runs.coldChunks(into);
    }

    List<RunChunk> chunks() {
        return runs.chunks();
    }

    List<Long> removedChunks() {
        return runs.removed();
    }

    /** Notes a change; false if there was one since the last checkpoint. */
    boolean change() {
        boolean first = !changed;
        changed = true;
        return first;
    }

    /** Whether the newest checkpoint has the queue. */
    boolean isStored() {
        return stored;
    }

    /** The newest checkpoint has the queue as it is. */
    void stored() {
        changed = false;
        stored = true;
        runs.chunks().forEach(RunChunk::stored);
        runs.removed().clear();
    }
}
