package io.leveret.broker.vhost;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.QueueType;

/**
 * What holds for queues of which nobody says it. Immutable.
 *
 * @param type of those that could be of any
 * @param deliveryLimit of quorum queues, or {@link QueueTerms#UNLIMITED}
 */
public record QueueDefaults(QueueType type, long deliveryLimit) {

    /** Those of a line of RabbitMQ. */
    public static QueueDefaults of(Compat compat) {
        return new QueueDefaults(QueueType.CLASSIC, compat.deliveryLimit());
    }
}
