package io.leveret.bench;

import java.util.function.LongConsumer;

/**
 * The publishes of a channel that the broker has not confirmed yet, and when they were sent (or due). Owned by the
 * channel's event loop; it allocates nothing once it is made.
 *
 * <p>A broker may confirm in any order. So that memory stays bounded, no more than twice the limit may lie between the
 * oldest open publish and the newest.
 */
final class Outstanding {

    private static final long SETTLED = Long.MIN_VALUE;

    private final long[] stamps;
    private final int max;
    /** Delivery tags, which count from 1. */
    private long oldest = 1;

    private long next = 1;
    private int count;

    /** @param max how many may be open at a time, 1 to 2^29 */
    Outstanding(int max) {
        assert max > 0 && max <= 1 << 29 : max;
        this.max = max;
        this.stamps = new long[Integer.highestOneBit(max) * 4];
    }

    /** How many more may be published now. */
    int room() {
        return (int) Math.min(max - count, stamps.length - (next - oldest));
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The next delivery tag has been published. */
    void published(long stampNanos) {
        assert room() > 0 : "no room";
        stamps[at(next++)] = stampNanos;
        count++;
    }

    /**
     * The broker has answered for this delivery tag.
     *
     * @param multiple for all open ones up to it, and for all there are if it is 0
     * @param stamps gets the stamp of each publish that this settles
     * @return how many these are; none for a tag that is not open
     */
    int settle(long deliveryTag, boolean multiple, LongConsumer stamps) {
        long last = multiple && deliveryTag == 0 ? next - 1 : Math.min(deliveryTag, next - 1);
        long first = multiple ? oldest : Math.max(deliveryTag, oldest);
        int settled = 0;
        for (long tag = first; tag <= last; tag++) {
            int at = at(tag);
            if (this.stamps[at] != SETTLED) {
                stamps.accept(this.stamps[at]);
                this.stamps[at] = SETTLED;
                settled++;
            }
        }
        while (oldest < next && this.stamps[at(oldest)] == SETTLED) {
            oldest++;
        }
        count -= settled;
        return settled;
    }

    private int at(long tag) {
        return (int) (tag & (stamps.length - 1));
    }
}
