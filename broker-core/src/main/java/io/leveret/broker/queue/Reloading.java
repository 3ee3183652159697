package io.leveret.broker.queue;

import io.leveret.store.Backlog;
import io.leveret.store.RecoveredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages of entries back into memory that have left it while they were unacked, for those who need more of a
 * message than that it is settled.
 *
 * <p>Owned by the queue's home loop.
 */
final class Reloading {

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private static final int READ_BYTES_MAX = 1 << 20;
    /** Positions further apart are read one by one. */
    private static final int GAP_MAX = 8;

    private final Queue queue;
    private final Residence residence;
    private final QueueLog log;

    Reloading(Queue queue, Residence residence, QueueLog log) {
        this.queue = queue;
        this.residence = residence;
        this.log = log;
    }

    /**
     * Loads the messages of entries that are not ready, and runs the task on this loop: at once if nothing is missing. What
     * the journal cannot give, which is a defect of ours or of the device, is not in memory then either.
     */
    void load(List<QueueEntry> entries, Runnable then) {
        List<QueueEntry> missing = new ArrayList<>();
        for (QueueEntry entry : entries) {
            if (!entry.isInMemory()) {
                missing.add(entry);
            }
        }
        missing.sort(Comparator.comparingLong(QueueEntry::position));
        loadFrom(0, missing, then);
    }

    private void loadFrom(int from, List<QueueEntry> missing, Runnable then) {
        if (from == missing.size()) {
            then.run();
            return;
        }
        int to = from + 1;
        while (to < missing.size()
                && missing.get(to).position() - missing.get(to - 1).position() <= GAP_MAX) {
            to++;
        }
        long first = missing.get(from).position();
        long last = missing.get(to - 1).position();
        int messages = (int) Math.min(Integer.MAX_VALUE, last - first + 1);
        log.read(first, last, messages, READ_BYTES_MAX, found -> loadFrom(take(from, missing, found), missing, then));
    }

    /** Returns the index of the entry that is to be read next. */
    private int take(int from, List<QueueEntry> missing, Backlog found) {
        int at = from;
        for (RecoveredMessage message : found.messages()) {
            while (at < missing.size() && missing.get(at).position() < message.seq()) {
                lost(missing.get(at++), found);
            }
            if (at < missing.size() && missing.get(at).position() == message.seq()) {
                residence.comeBack(missing.get(at++), Message.recovered(message.message()));
            }
        }
        // What is damaged is passed by; else reading goes on where it has stopped.
        long next = found.damage() == null ? found.nextSeq() : found.nextSeq() + 1;
        while (at < missing.size() && missing.get(at).position() < next) {
            lost(missing.get(at++), found);
        }
        return at;
    }

    private void lost(QueueEntry entry, Backlog found) {
        LOG.error(
                "{}: the unacknowledged message at position {} cannot be read: {}",
                queue,
                entry.position(),
                found.damage() == null
                        ? "it is not in the journal"
                        : found.damage().getMessage());
    }
}
