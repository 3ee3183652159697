package io.leveret.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory that were purged and of which the journal does not know yet: nobody sees them any more, and they go in
 * steps, so that no purge holds a loop.
 *
 * <p>Owned by the queue's home loop.
 */
final class Purged {

    private final ArrayDeque<Supplier<@Nullable QueueEntry>> sources = new ArrayDeque<>(0);
    private final List<Runnable> waiting = new ArrayList<>(0);
    private int size;

    /** How many there are. */
    int size() {
        return size;
    }

    void add(EntryList entries) {
        size += entries.size();
        sources.add(entries::poll);
    }

    void add(Queue<QueueEntry> entries) {
        size += entries.size();
        sources.add(entries::poll);
    }

    /** The next one that goes, or null. */
    @Nullable
    QueueEntry poll() {
        while (!sources.isEmpty()) {
            QueueEntry entry = sources.element().get();
            if (entry != null) {
                size--;
                return entry;
            }
            sources.remove();
        }
        return null;
    }

    /** Runs the task when all that are here now are gone; later if none are. */
    void whenEmpty(Runnable task) {
        waiting.add(task);
    }

    /** What waited for the last to go. */
    List<Runnable> takeWaiting() {
        List<Runnable> tasks = List.copyOf(waiting);
        waiting.clear();
        return tasks;
    }

    void clear() {
        sources.clear();
        size = 0;
    }
}
