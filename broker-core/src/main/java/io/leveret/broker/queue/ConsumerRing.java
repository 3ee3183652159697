package io.leveret.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of a queue in the order in which they are served: of those with room, the highest priority first, and
 * round robin among equals.
 *
 * <p>A consumer without room leaves its turn and gets it back at the end of the round once it has room again, so
 * serving costs O(1) however many are blocked. Owned by the queue's home loop.
 */
final class ConsumerRing implements ConsumerOrder {

    private static final class Level {
        final int priority;
        final ArrayDeque<Consumer> willing = new ArrayDeque<>(4);
        int consumers;

        Level(int priority) {
            this.priority = priority;
        }
    }

    /** Highest priority first; nearly always one. */
    private final List<Level> levels = new ArrayList<>(1);

    private final List<Consumer> all = new ArrayList<>(1);

    @Override
    public List<Consumer> all() {
        return all;
    }

    @Override
    public void add(Consumer consumer) {
        all.add(consumer);
        consumer.subscribed = true;
        Level level = level(consumer.terms().priority());
        level.consumers++;
        level.willing.add(consumer);
    }

    @Override
    public boolean remove(Consumer consumer) {
        if (!all.remove(consumer)) {
            return false;
        }
        consumer.subscribed = false;
        Level level = level(consumer.terms().priority());
        level.willing.remove(consumer);
        if (--level.consumers == 0) {
            levels.remove(level);
        }
        return true;
    }

    @Override
    public @Nullable Consumer next() {
        for (Level level : levels) {
            Consumer consumer = level.willing.peek();
            if (consumer != null) {
                return consumer;
            }
        }
        return null;
    }

    /** The next of the same priority is on. */
    @Override
    public void served(Consumer consumer) {
        Level level = level(consumer.terms().priority());
        if (level.willing.size() > 1) {
            level.willing.remove();
            level.willing.add(consumer);
        }
    }

    @Override
    public void block(Consumer consumer) {
        consumer.blocked = true;
        level(consumer.terms().priority()).willing.remove();
    }

    @Override
    public boolean unblock(Consumer consumer) {
        if (!consumer.blocked) {
            return false;
        }
        consumer.blocked = false;
        if (consumer.subscribed) {
            level(consumer.terms().priority()).willing.add(consumer);
        }
        return true;
    }

    @Override
    public boolean allowsExclusive() {
        return true;
    }

    private Level level(int priority) {
        for (Level level : levels) {
            if (level.priority == priority) {
                return level;
            }
        }
        Level level = new Level(priority);
        levels.add(level);
        levels.sort(Comparator.comparingInt((Level l) -> l.priority).reversed());
        return level;
    }
}
