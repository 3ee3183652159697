package io.leveret.broker.stats;

import io.leveret.broker.time.Deadlines;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of what counts on one loop, every five seconds while anything does, so that a broker where nothing happens
 * sleeps. Owned by the loop.
 */
public final class Sampler {

    /** From sample to sample, in milliseconds. */
    static final long STEP_MS = 5_000;
    /** Ten minutes of them. */
    static final int SAMPLES = 120;
    /** Enough for a rate. */
    static final int FEW = 3;
    /** An hour of others. */
    static final long OLDER_STEP_MS = 60_000;

    static final int OLDER_SAMPLES = 60;

    static final List<Stat> STATS = List.of(Stat.values());

    /** So many have all samples, of about 20 KB each; others have enough for a rate. */
    private static final int HISTORIES_MAX = 1_000;

    private final Executor owner;
    private final LongSupplier nowMs;
    private final List<MessageStats> active = new ArrayList<>();
    private final EnumMap<Total, MessageStats> totals = new EnumMap<>(Total.class);
    private final DeathStats deaths = new DeathStats();
    private final MessageSizes sizes = new MessageSizes();
    private @Nullable Deadlines deadlines;
    private boolean ticking;
    private int histories;

    /**
     * @param owner the loop
     * @param nowMs the time of its turn
     */
    public Sampler(Executor owner, LongSupplier nowMs) {
        this.owner = owner;
        this.nowMs = nowMs;
        for (Total total : Total.values()) {
            totals.put(total, MessageStats.of(this));
        }
    }

    /** Begins to take samples; before anything is counted. */
    public void attach(Deadlines registry) {
        deadlines = registry;
    }

    /** What all of this loop have counted, those that are gone as well. */
    public MessageStats total(Total of) {
        addUp();
        return stored(of);
    }

    /** How large what clients have published is. */
    public MessageSizes sizes() {
        return sizes;
    }

    /** What has died in the queues of this loop. */
    public DeathStats deaths() {
        return deaths;
    }

    MessageStats stored(Total of) {
        return Objects.requireNonNull(totals.get(of));
    }

    private void addUp() {
        // By index: the first count of a total makes one more active.
        for (int i = 0; i < active.size(); i++) {
            active.get(i).addUp();
        }
    }

    long nowMs() {
        return nowMs.getAsLong();
    }

    /** Samples these from here on; returns the place at which they stand. */
    int activated(MessageStats stats) {
        active.add(stats);
        tickLater();
        return active.size() - 1;
    }

    void gone(MessageStats stats, int place) {
        stats.addUp();
        MessageStats last = active.remove(active.size() - 1);
        if (last != stats) {
            active.set(place, last);
            last.moved(place);
        }
    }

    History newRecent() {
        if (histories >= HISTORIES_MAX) {
            return new History(STEP_MS, FEW);
        }
        histories++;
        return new History(STEP_MS, SAMPLES);
    }

    void release(History history) {
        if (history.spanMs() > STEP_MS * FEW) {
            histories--;
        }
    }

    private void tickLater() {
        if (!ticking && deadlines != null) {
            ticking = true;
            deadlines.at(nowMs() + STEP_MS, owner, this::tick);
        }
    }

    private void tick() {
        ticking = false;
        addUp();
        long now = nowMs();
        int kept = 0;
        for (int i = 0; i < active.size(); i++) {
            MessageStats stats = active.get(i);
            if (stats.sample(now)) {
                active.set(kept, stats);
                stats.moved(kept++);
            }
        }
        active.subList(kept, active.size()).clear();
        if (!active.isEmpty()) {
            tickLater();
        }
    }
}
