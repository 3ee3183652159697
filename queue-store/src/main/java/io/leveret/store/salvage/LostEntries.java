package io.leveret.store.salvage;

import io.leveret.store.LoadedMessage;
import io.leveret.store.QueueId;
import io.leveret.store.salvage.Entries.Entry;
import java.util.Map;
import java.util.TreeMap;

/** Counts what can be read, and gathers what cannot. Owner: one thread. */
final class LostEntries implements LiveEntries.Taker {

    /** Further reasons are mostly the same. */
    private static final int REASONS_MAX = 20;

    private final Losses losses;
    private final Ranges lost = new Ranges();
    private final TreeMap<Long, Long> readable = new TreeMap<>();

    LostEntries(Losses losses) {
        this.losses = losses;
    }

    /** How many messages of each queue can be read. */
    Map<Long, Long> readable() {
        return readable;
    }

    @Override
    public void message(Entry entry, long enqueuedAtMs, long expiresAtMs, LoadedMessage message) {
        readable.merge(entry.queueId(), 1L, Long::sum);
    }

    @Override
    public void lost(Entry entry, String why) {
        if (lost.count() < REASONS_MAX) {
            losses.add("message " + entry.seq() + " of " + QueueId.text(entry.queueId()) + " cannot be read: " + why);
        }
        lost.add(entry.queueId(), entry.seq());
    }

    /** Says what is lost in all. */
    void conclude() {
        if (!lost.isEmpty()) {
            losses.add(lost.count() + " messages are lost, in " + lost);
        }
    }
}
