package io.leveret.broker.queue;

import io.leveret.broker.stats.MessageStats;
import io.leveret.broker.stats.Stat;

/** Counts what comes of entries that were taken from a queue. On the queue's home loop. */
final class TakenEntries {

    private TakenEntries() {}

    /** basic.get has found nothing. */
    static void gotNothing(MessageStats stats) {
        stats.count(Stat.GET_EMPTY);
    }

    /** An entry is about to be settled, unless it was before. */
    static void settling(MessageStats stats, QueueEntry entry, Settle.Verdict verdict) {
        if (verdict == Settle.Verdict.ACK) {
            if (entry.state == QueueEntry.State.UNACKED || entry.state == QueueEntry.State.WITHHELD) {
                stats.count(Stat.ACK);
            }
        } else if (verdict == Settle.Verdict.GIVE_BACK && entry.state != QueueEntry.State.WITHHELD) {
            // It never left, whatever was thought.
            stats.count(entry.state == QueueEntry.State.GONE ? Stat.DELIVER_NO_ACK : Stat.DELIVER, -1);
            if (entry.isRedelivered()) {
                stats.count(Stat.REDELIVER, -1);
            }
        }
    }
}
