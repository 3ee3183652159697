package io.leveret.store;

import io.leveret.store.index.QueueIndex;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.SegmentPositions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;

/** Finds out what a read of a queue has to read, and keeps the segments for it. Owner: the index worker. */
final class Planner {

    /** So that the worker is never busy with one read for long. */
    private static final int MESSAGES_MAX = 8 << 10;

    private final Follower follower;
    private final SegmentTable table;
    private final SegmentReleases releases;
    private final LongSupplier wallClockMs;

    Planner(Follower follower, SegmentTable table, SegmentReleases releases, LongSupplier wallClockMs) {
        this.follower = follower;
        this.table = table;
        this.releases = releases;
        this.wallClockMs = wallClockMs;
    }

    /** @param retained whether what is settled and retained is to be read too */
    ReadPlan plan(long queueId, long fromSeq, long toSeq, int messagesMax, boolean retained) {
        QueueIndex queue = follower.index().queue(queueId);
        if (queue == null) {
            return ReadPlan.nothing(queueId, toSeq + 1);
        }
        long[] seqs = new long[Math.min(messagesMax, MESSAGES_MAX)];
        int count =
                retained ? queue.readable(fromSeq, toSeq, seqs) : queue.live().members(fromSeq, toSeq, seqs);
        seqs = Arrays.copyOf(seqs, count);
        if (seqs.length == 0) {
            return ReadPlan.nothing(queueId, toSeq + 1);
        }
        long last = seqs[seqs.length - 1];
        long[] next = new long[1];
        int more =
                retained ? queue.readable(last + 1, toSeq, next) : queue.live().members(last + 1, toSeq, next);
        List<ReadPlan.Stretch> stretches = new ArrayList<>();
        long[] wanted = seqs;
        queue.forEachRun(
                seqs[0],
                last,
                (firstSeq, lastSeq, number, held, refersBack) ->
                        stretch(queueId, wanted, lastSeq, number, refersBack, stretches));
        return new ReadPlan(
                queueId,
                queue.redeliveredUpTo(),
                seqs,
                retained ? settled(queue, seqs) : new BitSet(),
                wallClockMs.getAsLong() - queue.retainedAgeMsMax(),
                stretches,
                more == 0 ? toSeq + 1 : next[0]);
    }

    private static BitSet settled(QueueIndex queue, long[] seqs) {
        BitSet settled = new BitSet(seqs.length);
        for (int i = 0; i < seqs.length; i++) {
            settled.set(i, !queue.live().contains(seqs[i]));
        }
        return settled;
    }

    private void stretch(
            long queueId,
            long[] seqs,
            long lastSeq,
            long number,
            boolean refersBack,
            List<ReadPlan.Stretch> stretches) {
        int from = stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).to();
        int to = Arrays.binarySearch(seqs, from, seqs.length, lastSeq);
        to = to < 0 ? -1 - to : to + 1;
        if (from == to) {
            return;
        }
        List<Segment> pinned = new ArrayList<>();
        Segment segment = pin(number, pinned);
        if (refersBack) {
            pin(number - 1, pinned);
        }
        SegmentPositions open = follower.open(segment);
        stretches.add(new ReadPlan.Stretch(
                segment, from, to, pinned, open != null, open == null ? List.of() : open.parts(queueId)));
    }

    private Segment pin(long number, List<Segment> pinned) {
        Segment segment = table.numbered(number);
        if (segment == null) {
            throw new IllegalStateException("segment " + number + " was let go of, and still has live messages");
        }
        releases.pin(segment);
        pinned.add(segment);
        return segment;
    }
}
