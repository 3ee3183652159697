package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of a queue declared with {@code x-single-active-consumer}: one is served, the others wait.
 *
 * <p>The first to subscribe is active and stays so until it leaves, even while it has no room; so one consumer at a time sees
 * the queue in order. When it leaves, the one with the highest priority of those who wait takes over, the one that has
 * waited longest among equals.
 *
 * <p>In a quorum queue one of higher priority does not wait for that: the active one gets no more, and is relieved when it
 * holds nothing any more (BEHAVIOUR section 2.4).
 *
 * <p>Owned by the queue's home loop.
 */
final class SingleActiveConsumer implements ConsumerOrder {

    private final List<Consumer> all = new ArrayList<>(2);
    private final boolean relieves;
    private @Nullable Consumer active;
    /** One of higher priority who waits for the active one to be done. */
    private @Nullable Consumer relief;

    /** @param relieves whether a consumer of higher priority takes over from one that is there */
    SingleActiveConsumer(boolean relieves) {
        this.relieves = relieves;
    }

    @Override
    public List<Consumer> all() {
        return all;
    }

    @Override
    public void add(Consumer consumer) {
        all.add(consumer);
        consumer.subscribed = true;
        if (active == null) {
            active = consumer;
        }
        findRelief();
    }

    @Override
    public boolean remove(Consumer consumer) {
        if (!all.remove(consumer)) {
            return false;
        }
        consumer.subscribed = false;
        if (active == consumer) {
            active = successor();
        }
        findRelief();
        return true;
    }

    private void findRelief() {
        Consumer best = relieves ? successor() : null;
        relief = best != null
                        && active != null
                        && best.terms().priority() > active.terms().priority()
                ? best
                : null;
    }

    private @Nullable Consumer successor() {
        Consumer best = null;
        for (Consumer waiting : all) {
            if (best == null || waiting.terms().priority() > best.terms().priority()) {
                best = waiting;
            }
        }
        return best;
    }

    @Override
    public @Nullable Consumer next() {
        if (relief != null) {
            if (active != null && active.unacked() > 0) {
                return null;
            }
            active = relief;
            findRelief();
        }
        Consumer current = active;
        return current == null || current.blocked ? null : current;
    }

    @Override
    public void served(Consumer consumer) {
        assert consumer == active;
    }

    @Override
    public void block(Consumer consumer) {
        assert consumer == active;
        consumer.blocked = true;
    }

    @Override
    public boolean unblock(Consumer consumer) {
        boolean wasBlocked = consumer.blocked;
        consumer.blocked = false;
        return wasBlocked;
    }

    @Override
    public boolean isActive(Consumer consumer) {
        return consumer == active;
    }

    @Override
    public boolean allowsExclusive() {
        return false;
    }
}
