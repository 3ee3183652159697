package io.leveret.broker.channel;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.event.Events;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every channel of a broker.
 *
 * @param node name of the node
 * @param messageBytesMax octets that the body of a message may have
 * @param consumersMax consumers that a channel may have
 * @param compat which RabbitMQ it behaves like
 * @param events told what channels and consumers do
 * @param deliveryTimeout null if deliveries may stay unacknowledged for ever
 */
public record ChannelTerms(
        String node,
        long messageBytesMax,
        long consumersMax,
        Compat compat,
        Events events,
        @Nullable DeliveryTimeout deliveryTimeout) {}
