package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;

/**
 * One published message: where it was published to, and its properties and body as the publisher's raw bytes.
 *
 * <p>Immutable, so that any number of queues on any loops may hold it; the bytes must not be written to. A message has
 * an array of its own: one that stays behind for years then pins nothing but itself.
 */
public final class Message {

    /** Value of {@link #expirationMs} when the publisher set none. */
    public static final long NO_EXPIRATION = -1;

    private static final int OVERHEAD_BYTES = 112;

    private final ShortString exchange;
    private final ShortString routingKey;
    private final byte[] content;
    private final int propertiesLength;
    private final boolean persistent;
    private final int priority;
    private final long expirationMs;

    /**
     * @param exchange the exchange named by basic.publish, empty for the default exchange
     * @param routingKey the routing key of basic.publish
     * @param content property flags and property list, followed by the body; belongs to the message from here on
     * @param propertiesLength octets of {@code content} that are properties
     * @param persistent whether delivery-mode is 2
     * @param priority the priority property, 0 if absent
     * @param expirationMs time to live by the expiration property, or {@link #NO_EXPIRATION}
     */
    public Message(
            ShortString exchange,
            ShortString routingKey,
            byte[] content,
            int propertiesLength,
            boolean persistent,
            int priority,
            long expirationMs) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.content = content;
        this.propertiesLength = propertiesLength;
        this.persistent = persistent;
        this.priority = priority;
        this.expirationMs = expirationMs;
    }

    public ShortString exchange() {
        return exchange;
    }

    public ShortString routingKey() {
        return routingKey;
    }

    /** Properties and body; must not be written to. */
    public byte[] content() {
        return content;
    }

    public int propertiesLength() {
        return propertiesLength;
    }

    public boolean isPersistent() {
        return persistent;
    }

    public int priority() {
        return priority;
    }

    public long expirationMs() {
        return expirationMs;
    }

    /** Octets of the body. */
    public int bodyLength() {
        return content.length - propertiesLength;
    }

    /** About what this message costs in memory, in bytes: its octets and the objects around them. */
    public long footprintBytes() {
        return content.length + (long) OVERHEAD_BYTES;
    }
}
