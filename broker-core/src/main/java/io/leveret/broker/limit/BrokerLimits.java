package io.leveret.broker.limit;

/**
 * How much of each kind there may be in a broker as a whole; {@link Long#MAX_VALUE} where nothing limits it.
 *
 * @param connections that have opened a virtual host, at one time
 * @param channels on all connections together
 * @param consumersPerChannel consumers of one channel, that of direct replies not counted
 * @param queues in all virtual hosts together
 * @param exchanges in all virtual hosts together, the predeclared ones included
 * @param virtualHosts virtual hosts
 */
public record BrokerLimits(
        long connections, long channels, long consumersPerChannel, long queues, long exchanges, long virtualHosts) {

    /** As much as the machine holds. */
    public static final BrokerLimits NONE = new BrokerLimits(
            Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
