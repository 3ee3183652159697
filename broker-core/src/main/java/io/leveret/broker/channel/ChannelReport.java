package io.leveret.broker.channel;

import io.leveret.broker.queue.ConsumerOrigin;
import io.leveret.broker.stats.MessageStats;

/**
 * What there is to say about one channel. Owned by its connection's loop, but for what a {@link ConsumerOrigin} says, which is
 * fixed.
 */
public final class ChannelReport implements ConsumerOrigin {

    private final AmqpChannel channel;
    private final String user;
    private final String virtualHost;
    private long usedAtMs;

    ChannelReport(AmqpChannel channel) {
        this.channel = channel;
        this.user = channel.host().access().user();
        this.virtualHost = channel.host().topology().virtualHost().name();
        used();
    }

    /** Something was asked on the channel, or delivered. */
    void used() {
        usedAtMs = channel.loop().turnMs();
    }

    @Override
    public String connectionName() {
        return channel.host().connectionName();
    }

    @Override
    public int channelNumber() {
        return channel.number();
    }

    @Override
    public String user() {
        return user;
    }

    public String virtualHost() {
        return virtualHost;
    }

    /** From the monotonic clock to milliseconds since 1970. */
    public long wallMs(long monotonicMs) {
        return channel.loop().wallMs(monotonicMs);
    }

    /** Counts of its messages. */
    public MessageStats stats() {
        return channel.stats();
    }

    /** {@code running}, or {@code closing}. */
    public String state() {
        return channel.isClosed() ? "closing" : "running";
    }

    public boolean isConfirming() {
        return channel.confirms().isSelected();
    }

    public boolean isTransactional() {
        return channel.tx().isSelected();
    }

    public int consumers() {
        return channel.consumers().size();
    }

    /** Delivered and not acknowledged. */
    public int unacked() {
        return channel.unacked().size();
    }

    public int unconfirmed() {
        return channel.confirms().unconfirmed();
    }

    /** Published in a transaction that is not committed. */
    public int uncommitted() {
        return channel.tx().publishes();
    }

    /** Acknowledged in one. */
    public int uncommittedAcks() {
        return channel.tx().settlements();
    }

    /** How many messages a consumer that comes next may hold, 0 for any number. */
    public int prefetch() {
        return channel.dispatch().prefetch();
    }

    /** The same for all consumers together. */
    public int globalPrefetch() {
        return channel.globalPrefetch().limit();
    }

    /** When the channel was used last, in milliseconds since 1970. */
    public long usedAtMs() {
        return channel.loop().wallMs(usedAtMs);
    }
}
