package io.leveret.broker;

import io.leveret.broker.connection.ConnectionLimits;
import io.leveret.broker.limit.BrokerLimits;
import org.jspecify.annotations.Nullable;

/**
 * How much one connection gets, and how much there may be of what all have together; {@link Long#MAX_VALUE} where nothing
 * limits the latter.
 *
 * @param channelMax channels of a connection, 1 to 65535, or 0 for as many as there are numbers
 * @param frameMax octets of a frame, at least 4096
 * @param initialFrameMax octets of a frame before the peers have agreed on another size
 * @param heartbeatSeconds suggested to clients; 0 suggests none
 * @param handshakeTimeoutMs until connection.open must have come
 * @param messageBytesMax octets of a message's body, or null for what the line of RabbitMQ has
 * @param connections that have opened a virtual host, at one time
 * @param channels on all connections together
 * @param consumersPerChannel consumers of one channel
 * @param queues in all virtual hosts together
 * @param exchanges in all virtual hosts together, the predeclared ones included
 * @param virtualHosts virtual hosts
 */
public record LimitOptions(
        int channelMax,
        int frameMax,
        int initialFrameMax,
        int heartbeatSeconds,
        int handshakeTimeoutMs,
        @Nullable Long messageBytesMax,
        long connections,
        long channels,
        long consumersPerChannel,
        long queues,
        long exchanges,
        long virtualHosts) {

    ConnectionLimits ofConnections(ConnectionLimits defaults) {
        Long octets = messageBytesMax;
        return new ConnectionLimits(
                channelMax,
                frameMax,
                initialFrameMax,
                heartbeatSeconds,
                handshakeTimeoutMs,
                octets == null ? defaults.messageBytesMax() : octets,
                defaults.replyBytesMax());
    }

    BrokerLimits ofBroker() {
        return new BrokerLimits(connections, channels, consumersPerChannel, queues, exchanges, virtualHosts);
    }
}
