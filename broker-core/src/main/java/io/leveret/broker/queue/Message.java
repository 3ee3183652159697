package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;

/**
 * One published message: where it was published to, and its properties and body as the publisher's raw bytes.
 *
 * <p>Immutable, so that any number of queues on any loops may hold it; the bytes must not be written to. A message has
 * an array of its own: one that stays behind for years then pins nothing but itself.
 *
 * @param exchange the exchange named by basic.publish, empty for the default exchange
 * @param routingKey the routing key of basic.publish
 * @param content property flags and property list, followed by the body
 * @param propertiesLength octets of {@code content} that are properties
 * @param persistent whether delivery-mode is 2
 * @param priority the priority property, 0 if absent
 * @param expirationMs time to live by the expiration property, or {@link #NO_EXPIRATION}
 */
public record Message(
        ShortString exchange,
        ShortString routingKey,
        byte[] content,
        int propertiesLength,
        boolean persistent,
        int priority,
        long expirationMs) {

    /** Value of {@link #expirationMs} when the publisher set none. */
    public static final long NO_EXPIRATION = -1;

    private static final int OVERHEAD_BYTES = 112;

    /** Octets of the body. */
    public int bodyLength() {
        return content.length - propertiesLength;
    }

    /** About what this message costs in memory, in bytes: its octets and the objects around them. */
    public long footprintBytes() {
        return content.length + (long) OVERHEAD_BYTES;
    }
}
