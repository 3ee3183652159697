package io.leveret.store.index;

import io.leveret.store.seq.SeqSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * What a queue keeps of the messages that are settled, the oldest going first. Owner: as {@link StoreIndex}.
 *
 * <p>A message is as old as its segment is full, so it goes when the youngest in that segment is too old. It is as long as
 * the average of its run.
 */
final class Retained {

    /** When nothing tells how old the oldest is. */
    private static final int CHECK_MS = 1_000;

    private static final int SOME = 1024;

    private final Runs runs;
    private final LiveSet set;
    private long maxAgeMs;
    private long maxBytes;
    private long bytes;
    private long checkAtMs;

    Retained(Shared shared, Runs runs) {
        this.runs = runs;
        this.set = new LiveSet(shared);
    }

    LiveSet set() {
        return set;
    }

    long maxAgeMs() {
        return maxAgeMs;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** About how many octets of the journal are retained. */
    long bytes() {
        return bytes;
    }

    boolean isOn() {
        return maxAgeMs > 0;
    }

    /** Sets the bounds and keeps to them; where one is 0, both are. */
    void bound(long newMaxAgeMs, long newMaxBytes) {
        boolean isOn = newMaxAgeMs > 0 && newMaxBytes > 0;
        maxAgeMs = isOn ? newMaxAgeMs : 0;
        maxBytes = isOn ? newMaxBytes : 0;
        checkAtMs = 0;
        if (!isOn) {
            dropAll();
        }
        keepToBytes();
    }

    void restore(long restoredMaxAgeMs, long restoredMaxBytes, long restoredBytes) {
        maxAgeMs = restoredMaxAgeMs;
        maxBytes = restoredMaxBytes;
        bytes = restoredBytes;
    }

    /** What lives in a range of a run is settled. */
    void takeOver(SeqSet live, long firstSeq, long lastSeq, int held, long heldBytes) {
        bytes += live.moveRange(firstSeq, lastSeq, set.get()) * heldBytes / held;
    }

    /** Lets the oldest go until the rest is not too much. */
    void keepToBytes() {
        while (bytes > maxBytes && set.size() > 0) {
            long excess = bytes - maxBytes;
            visitOldest((firstSeq, lastSeq, segment, held, heldBytes, refersBack) -> {
                long average = Math.max(1, heldBytes / held);
                return remove(firstSeq, lastSeq, (excess + average - 1) / average, average);
            });
        }
    }

    /**
     * Lets those go that are too old.
     *
     * @param sealedAtMs when a segment was full, by its number; {@link Long#MAX_VALUE} if it is not
     * @return whether any went
     */
    boolean keepToAge(long nowMs, LongUnaryOperator sealedAtMs) {
        if (nowMs < checkAtMs || maxAgeMs == Long.MAX_VALUE) {
            return false;
        }
        long before = set.size();
        checkAtMs = nowMs;
        while (checkAtMs <= nowMs && set.size() > 0) {
            visitOldest((firstSeq, lastSeq, segment, held, heldBytes, refersBack) -> {
                checkAtMs = goesAtMs(nowMs, sealedAtMs.applyAsLong(segment));
                return checkAtMs > nowMs ? 0 : remove(firstSeq, lastSeq, Long.MAX_VALUE, heldBytes / held);
            });
        }
        return set.size() < before;
    }

    /** Whether it is time for {@link #keepToAge}. */
    boolean isDue(long nowMs) {
        return nowMs >= checkAtMs && maxAgeMs != Long.MAX_VALUE && set.size() > 0;
    }

    /** Lets go of all in a range but what is to be kept; whether there was any. */
    boolean drop(long firstSeq, long lastSeq, Set<Long> kept) {
        long before = set.size();
        if (before == 0) {
            return false;
        }
        long[] members = new long[SOME];
        for (int count = set.get().members(firstSeq, lastSeq, members); count > 0; ) {
            for (int i = 0; i < count; i++) {
                if (!kept.contains(members[i])) {
                    drop(members[i]);
                }
            }
            count = count < SOME ? 0 : set.get().members(members[count - 1] + 1, lastSeq, members);
        }
        return set.size() < before;
    }

    private void drop(long seq) {
        runs.visit(
                seq,
                seq,
                (firstSeq, lastSeq, segment, held, heldBytes, refersBack) -> remove(seq, seq, 1, heldBytes / held));
    }

    private long goesAtMs(long nowMs, long sealedAtMs) {
        if (sealedAtMs == Long.MAX_VALUE) {
            return nowMs + CHECK_MS;
        }
        return maxAgeMs < Long.MAX_VALUE - sealedAtMs ? sealedAtMs + maxAgeMs + 1 : Long.MAX_VALUE;
    }

    private void dropAll() {
        while (set.size() > 0) {
            visitOldest((firstSeq, lastSeq, segment, held, heldBytes, refersBack) ->
                    remove(firstSeq, lastSeq, Long.MAX_VALUE, heldBytes / held));
        }
    }

    /** Visits the run that the oldest is in. */
    private void visitOldest(Runs.Visitor visitor) {
        long oldest = set.get().first();
        boolean[] found = new boolean[1];
        runs.visit(oldest, oldest, (firstSeq, lastSeq, segment, held, heldBytes, refersBack) -> {
            found[0] = true;
            return visitor.visit(firstSeq, lastSeq, segment, held, heldBytes, refersBack);
        });
        if (!found[0]) {
            throw new IllegalStateException("message " + oldest + " is retained and lies nowhere");
        }
    }

    private int remove(long firstSeq, long lastSeq, long count, long average) {
        SeqSet members = set.get();
        long removed = members.removeLowest(firstSeq, lastSeq, count);
        bytes = members.isEmpty() ? 0 : Math.max(0, bytes - removed * average);
        return (int) removed;
    }
}
