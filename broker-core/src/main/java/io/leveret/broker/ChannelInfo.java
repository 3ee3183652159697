package io.leveret.broker;

import io.leveret.broker.channel.ChannelReport;
import io.leveret.broker.connection.ConnectionReport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One channel for those who look from outside.
 *
 * @param connection name of its connection
 * @param peer the client's end of that
 * @param state {@code running} or {@code closing}
 * @param uncommitted messages that are published in a transaction under way
 * @param uncommittedAcks messages that are acknowledged in one
 * @param prefetch how many messages a consumer that comes next may hold, 0 for any number
 * @param globalPrefetch the same for all consumers together
 * @param usedAtMs when something was asked or delivered last, in milliseconds since 1970
 * @param stats what was counted of its messages
 */
public record ChannelInfo(
        String connection,
        @Nullable InetSocketAddress peer,
        int number,
        String vhost,
        String user,
        String state,
        boolean confirms,
        boolean transactional,
        int consumers,
        int unacked,
        int unconfirmed,
        int uncommitted,
        int uncommittedAcks,
        int prefetch,
        int globalPrefetch,
        long usedAtMs,
        StatsInfo stats) {

    /** {@code 127.0.0.1:53210 -> 127.0.0.1:5672 (1)}. */
    public String name() {
        return name(connection, number);
    }

    static String name(String connection, int number) {
        return connection + " (" + number + ")";
    }

    /** On the connection's loop. */
    static ChannelInfo of(ConnectionReport connection, ChannelReport channel) {
        return new ChannelInfo(
                connection.name(),
                connection.peer(),
                channel.channelNumber(),
                channel.virtualHost(),
                channel.user(),
                channel.state(),
                channel.isConfirming(),
                channel.isTransactional(),
                channel.consumers(),
                channel.unacked(),
                channel.unconfirmed(),
                channel.uncommitted(),
                channel.uncommittedAcks(),
                channel.prefetch(),
                channel.globalPrefetch(),
                channel.usedAtMs(),
                StatsInfo.ofChannels(channel.stats().read(null), channel::wallMs));
    }
}
