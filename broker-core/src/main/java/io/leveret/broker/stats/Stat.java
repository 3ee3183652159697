package io.leveret.broker.stats;

import java.util.Locale;

/** What is counted of the messages of a queue, a channel or an exchange, in RabbitMQ's words. */
public enum Stat {
    /** Published to it; of a channel: by it. */
    PUBLISH(0),
    /** Published on a channel with confirms. */
    PUBLISH_CONFIRM(1),
    /** Confirmed to the publisher. */
    CONFIRM(2),
    /** Published as mandatory, and returned. */
    RETURN_UNROUTABLE(3),
    /** Published to nobody, and dropped. */
    DROP_UNROUTABLE(4),
    /** Copies for queues. */
    ROUTED(5),
    /** Delivered to a consumer that acknowledges. */
    DELIVER(6),
    /** Delivered to a consumer that does not. */
    DELIVER_NO_ACK(7),
    /** Got, to be acknowledged. */
    GET(8),
    /** Got without. */
    GET_NO_ACK(9),
    /** A basic.get that found nothing. */
    GET_EMPTY(10),
    /** Delivered or got, and marked as redelivered. */
    REDELIVER(11),
    /** Acknowledged. */
    ACK(12),
    /** Of an exchange: published to it. */
    PUBLISH_IN(13),
    /** Of an exchange: routed to queues by it. */
    PUBLISH_OUT(14);

    static final int COUNT = values().length;

    private final int index;
    private final String title;

    Stat(int index) {
        this.index = index;
        this.title = name().toLowerCase(Locale.ROOT);
    }

    /** {@code return_unroutable}: as RabbitMQ writes it. */
    public String title() {
        return title;
    }

    /** Where its number stands among those of all. */
    int index() {
        return index;
    }
}
