package io.leveret.broker.notice;

import io.leveret.broker.event.Events;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what happens to the exchange {@code amq.rabbitmq.event} of one virtual host, with the details in headers and no
 * body. Costs next to nothing while nothing is bound to the exchange. Any thread.
 */
public final class EventExchange implements Events {

    private static final int PERSISTENT = 2;
    private static final int MS_PER_S = 1_000;
    private static final byte[] NO_BODY = {};

    private final String virtualHost;
    private final Loop loop;
    private final LongSupplier wallMs;
    private volatile @Nullable VirtualHosts virtualHosts;

    /**
     * Of one virtual host, on this loop.
     *
     * @param wallMs milliseconds since 1970
     */
    public EventExchange(String virtualHost, Loop loop, LongSupplier wallMs) {
        this.virtualHost = virtualHost;
        this.loop = loop;
        this.wallMs = wallMs;
    }

    /** Says where the exchange is; what happens before is told to nobody. */
    public void in(VirtualHosts hosts) {
        virtualHosts = hosts;
    }

    @Override
    public void happened(String type, Supplier<FieldTable.Builder> details) {
        VirtualHosts hosts = virtualHosts;
        TopologyControl control = hosts == null ? null : hosts.get(virtualHost);
        if (control == null || !control.virtualHost().topology().hasBindingsFrom(VirtualHosts.EVENT_EXCHANGE)) {
            return;
        }
        long now = wallMs.getAsLong();
        BasicProperties properties = BasicProperties.builder()
                .headers(details.get().put("timestamp_in_ms", now).build())
                .deliveryMode(PERSISTENT)
                .timestamp(now / MS_PER_S)
                .build();
        VirtualHost host = control.virtualHost();
        loop.execute(() -> new NoticePublisher(loop)
                .publish(host, VirtualHosts.EVENT_EXCHANGE, ShortString.of(type), properties, NO_BODY, 0));
    }
}
