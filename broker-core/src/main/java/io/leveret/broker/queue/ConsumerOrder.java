package io.leveret.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of a queue and whose turn it is. Owned by the queue's home loop.
 *
 * <p>Pure: knows nothing of messages. Whoever serves asks for {@link #next}, then says whether that consumer was
 * {@link #served} or has no room ({@link #block}).
 */
sealed interface ConsumerOrder permits ConsumerRing, SingleActiveConsumer {

    /** Every consumer in the order of subscription. */
    List<Consumer> all();

    /** How many there are. */
    default int size() {
        return all().size();
    }

    void add(Consumer consumer);

    /** Removes a consumer; false if it is not here. */
    boolean remove(Consumer consumer);

    /** Whose turn it is, or null if nobody has room. */
    @Nullable
    Consumer next();

    /** The consumer whose turn it was got a message. */
    void served(Consumer consumer);

    /** The consumer whose turn it is has no room. */
    void block(Consumer consumer);

    /** A consumer may have room again; true if it was blocked. */
    boolean unblock(Consumer consumer);

    /** Whether a consumer that is here is served, and does not wait until others have left. */
    default boolean isActive(Consumer consumer) {
        return true;
    }

    /** Whether a consumer may have the queue for itself, as basic.consume with {@code exclusive} asks. */
    boolean allowsExclusive();

    /** Whether one that is here, or the new one, wants to be alone and cannot. */
    default boolean excludes(Consumer added) {
        return (added.terms().exclusive() && !(allowsExclusive() && all().isEmpty()))
                || all().stream().anyMatch(other -> other.terms().exclusive());
    }

    /** Removes those of the holders that are consumers here; false if there are none. */
    default boolean removeAll(List<Holder> holders) {
        boolean removed = false;
        for (Holder holder : holders) {
            removed |= holder instanceof Consumer consumer && remove(consumer);
        }
        return removed;
    }

    /** The order that a queue with these settings serves in. */
    static ConsumerOrder of(QueueSettings settings) {
        return settings.singleActiveConsumer()
                ? new SingleActiveConsumer(settings.type() == QueueType.QUORUM)
                : new ConsumerRing();
    }
}
