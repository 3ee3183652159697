package io.leveret.broker.vhost;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.queue.PriorityOrder;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.QueueType;

/**
 * What holds for queues of which nobody says it. Immutable.
 *
 * @param type of those that could be of any
 * @param deliveryLimit of quorum queues, or {@link QueueTerms#UNLIMITED}
 * @param quorumPriorities what priorities mean to quorum queues
 */
public record QueueDefaults(QueueType type, long deliveryLimit, PriorityOrder quorumPriorities) {

    /** Those of a line of RabbitMQ. */
    public static QueueDefaults of(QueueType type, Compat compat) {
        return new QueueDefaults(type, compat.deliveryLimit(), PriorityOrder.quorum(compat));
    }
}
