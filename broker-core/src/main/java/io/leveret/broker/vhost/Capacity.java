package io.leveret.broker.vhost;

import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.limit.Limits;
import io.leveret.codec.ChannelException;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/** Whether there is room for one more virtual host, queue or exchange. Owned by the control thread. */
final class Capacity {

    private final BrokerLimits limits;
    private final Placement placement;
    private long exchanges;

    Capacity(BrokerLimits limits, Placement placement) {
        this.limits = limits;
        this.placement = placement;
    }

    /** Where queues go that there is room for. */
    Placement placement() {
        return placement;
    }

    /** So many exchanges have come, or gone if it is below 0. */
    void countExchanges(int more) {
        exchanges += more;
    }

    /** Why there cannot be one more virtual host than so many, or null if there can. Any thread. */
    @Nullable
    String refusalOfVirtualHost(String name, int count) {
        return count < limits.virtualHosts()
                ? null
                : "cannot create vhost '" + name + "': vhost limit of " + limits.virtualHosts() + " is reached";
    }

    /** 406 if there are as many queues as there may be, in this virtual host, which has {@code count}, or in all. */
    void requireQueue(ShortString name, VirtualHost virtualHost, int count) {
        long most = virtualHost.limits().most(Limits.QUEUES);
        if (count >= most) {
            throw refused(name, "vhost '" + virtualHost.name() + "' (" + most + ")");
        }
        if (placement.queues() >= limits.queues()) {
            throw refused(name, "cluster (" + limits.queues() + ")");
        }
    }

    private static ChannelException refused(ShortString name, String where) {
        return Arguments.failed("cannot declare queue '" + name + "': queue limit in " + where + " is reached");
    }

    /** 406 if there are as many exchanges as there may be. */
    void requireExchange(String description) {
        if (exchanges >= limits.exchanges()) {
            throw Arguments.failed(
                    "cannot declare " + description + ": exchange limit of " + limits.exchanges() + " is reached");
        }
    }
}
