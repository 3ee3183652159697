package io.leveret.broker.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the messages of one queue, channel or exchange. To count costs a comparison and an addition; who has never
 * counted anything has no counts. Owned by one loop.
 */
public final class MessageStats {

    private static final long[] NONE = {};
    private static final int NOWHERE = -1;
    /** So long may nothing be counted before the samples are let go of. */
    private static final long IDLE_MS = 10 * 60_000;

    private static final int SECOND_MS = 1_000;

    private final Sampler sampler;
    private final @Nullable Total total;
    private final LongSupplier[] lengths;
    private long[] counts = NONE;
    /** What the loop's totals have of them. */
    private long[] added = NONE;

    /** Where it stands among those that are sampled, or -1. */
    private int place = NOWHERE;

    private long changedMs;
    private @Nullable History recent;
    private @Nullable History older;

    private MessageStats(Sampler sampler, @Nullable Total total, LongSupplier... lengths) {
        this.sampler = sampler;
        this.total = total;
        this.lengths = lengths;
    }

    /** Those of something of which the loop has a total. */
    public static MessageStats of(Sampler sampler, Total total, LongSupplier... lengths) {
        return new MessageStats(sampler, total, lengths);
    }

    /**
     * Those of something else.
     *
     * @param lengths are sampled with the counts, though they may fall
     */
    public static MessageStats of(Sampler sampler, LongSupplier... lengths) {
        return new MessageStats(sampler, null, lengths);
    }

    /** Once more. */
    public void count(Stat stat) {
        count(stat, 1);
    }

    /** So many more; fewer, if the number is negative. */
    public void count(Stat stat, long more) {
        if (place == NOWHERE) {
            activate();
        }
        counts[stat.index()] += more;
    }

    /** A message is on its way to a consumer. */
    public void countDelivered(boolean noAck, boolean redelivered) {
        count(noAck ? Stat.DELIVER_NO_ACK : Stat.DELIVER);
        if (redelivered) {
            count(Stat.REDELIVER);
        }
    }

    /** basic.get has taken a message. */
    public void countGot(boolean noAck, boolean redelivered) {
        count(noAck ? Stat.GET_NO_ACK : Stat.GET);
        if (redelivered) {
            count(Stat.REDELIVER);
        }
    }

    private void activate() {
        if (counts == NONE) {
            counts = new long[Stat.COUNT];
        }
        changedMs = sampler.nowMs();
        place = sampler.activated(this);
        if (recent == null) {
            recent = sampler.newRecent();
        }
        // What is counted from here on is counted after this.
        recent.add(changedMs, row());
    }

    private long[] row() {
        long[] row = new long[counts.length + lengths.length];
        System.arraycopy(counts, 0, row, 0, counts.length);
        for (int i = 0; i < lengths.length; i++) {
            row[counts.length + i] = lengths[i].getAsLong();
        }
        return row;
    }

    /** Gives the loop's total what it does not have yet. */
    void addUp() {
        if (total == null) {
            return;
        }
        MessageStats all = sampler.stored(total);
        if (added == NONE) {
            added = new long[Stat.COUNT];
        }
        for (Stat stat : Sampler.STATS) {
            long more = counts[stat.index()] - added[stat.index()];
            if (more != 0) {
                all.count(stat, more);
                added[stat.index()] += more;
            }
        }
    }

    /**
     * Takes a sample.
     *
     * @return false if nothing has been counted for so long that it need not be called until something is
     */
    boolean sample(long nowMs) {
        History samples = recent;
        assert samples != null;
        long[] row = row();
        if (!Arrays.equals(row, samples.row(0))) {
            changedMs = nowMs;
        }
        samples.add(nowMs, row);
        if (older == null && samples.size() > 1 && samples.spanMs() > Sampler.STEP_MS * Sampler.FEW) {
            older = new History(Sampler.OLDER_STEP_MS, Sampler.OLDER_SAMPLES);
        }
        if (older != null && older.isDue(nowMs)) {
            older.add(nowMs, row);
        }
        if (nowMs - changedMs < (samples.spanMs() > Sampler.STEP_MS * Sampler.FEW ? IDLE_MS : 2 * Sampler.STEP_MS)) {
            return true;
        }
        forgetSamples();
        return false;
    }

    private void forgetSamples() {
        place = NOWHERE;
        if (recent != null) {
            sampler.release(recent);
        }
        recent = null;
        older = null;
    }

    /** What they belong to is gone. What channels have counted stays in the totals. */
    public void close() {
        if (place != NOWHERE) {
            sampler.gone(this, place);
            forgetSamples();
        }
    }

    /** It stands elsewhere among those that are sampled. */
    void moved(int newPlace) {
        place = newPlace;
    }

    /**
     * What was counted up to now.
     *
     * @param wanted null if no samples are
     */
    public Reading read(@Nullable Window wanted) {
        if (counts == NONE) {
            return Reading.NOTHING;
        }
        long nowMs = sampler.nowMs();
        long[] now = row();
        return new Reading(now, rates(nowMs, now), wanted == null ? List.of() : samples(nowMs, now, wanted));
    }

    private double[] rates(long nowMs, long[] now) {
        double[] rates = new double[now.length];
        History samples = recent;
        if (samples != null && samples.size() > 0) {
            int base = samples.at(nowMs - Sampler.STEP_MS);
            // What has just begun is not faster for that.
            double seconds = Math.max(Sampler.STEP_MS, nowMs - samples.time(base)) / (double) SECOND_MS;
            for (int i = 0; i < now.length; i++) {
                rates[i] = (now[i] - samples.row(base)[i]) / seconds;
            }
        }
        return rates;
    }

    private List<Reading.Sample> samples(long nowMs, long[] now, Window wanted) {
        List<Reading.Sample> found = new ArrayList<>();
        found.add(new Reading.Sample(nowMs, now));
        History samples = recent;
        if (samples != null && wanted.ageMs() > samples.spanMs() && older != null) {
            samples = older;
        }
        if (samples == null || samples.size() == 0) {
            return found;
        }
        long oldestMs = Math.max(nowMs - wanted.ageMs(), samples.time(samples.size() - 1));
        for (long atMs = nowMs - wanted.incrementMs(); atMs >= oldestMs; atMs -= wanted.incrementMs()) {
            found.add(new Reading.Sample(atMs, samples.row(samples.at(atMs))));
        }
        return found;
    }
}
