package io.leveret.broker.queue;

/**
 * How much may be ready in a queue, and what happens beyond (BEHAVIOUR section 2.10). Immutable.
 *
 * @param maxLength {@code x-max-length}, messages, or {@link #UNLIMITED}
 * @param maxLengthBytes {@code x-max-length-bytes}, octets of bodies, or {@link #UNLIMITED}
 */
public record QueueLimits(long maxLength, long maxLengthBytes, Overflow overflow) {

    /** A limit that was not given. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public static final QueueLimits NONE = new QueueLimits(UNLIMITED, UNLIMITED, Overflow.DROP_HEAD);

    /** {@code x-overflow}: who has to go when a queue is full. */
    public enum Overflow {
        /** The oldest; the default. */
        DROP_HEAD,
        /** The newest: it is refused. */
        REJECT_PUBLISH,
        /** The newest: it is refused, and becomes a dead letter. */
        REJECT_PUBLISH_DLX
    }

    /** Whether it may come to dropping what is in the queue. */
    boolean dropsHead() {
        return overflow == Overflow.DROP_HEAD && !isUnlimited();
    }

    /** Whether it may come to refusing what is published. */
    boolean refuses() {
        return overflow != Overflow.DROP_HEAD && !isUnlimited();
    }

    private boolean isUnlimited() {
        return maxLength == UNLIMITED && maxLengthBytes == UNLIMITED;
    }
}
