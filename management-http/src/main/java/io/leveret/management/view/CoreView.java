package io.leveret.management.view;

import io.leveret.broker.Management;
import io.leveret.broker.Overview;
import io.leveret.broker.QueueInfo;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Fills the bodies from the broker's public API. The only type of this module that knows that API's records. */
record CoreView(Management management, List<InetSocketAddress> amqpAddresses) implements BrokerView {

    @Override
    public CompletionStage<OverviewBody> overview() {
        return management.overview().thenApply(this::body);
    }

    @Override
    public CompletionStage<List<QueueBody>> queues() {
        return management
                .overview()
                .thenCombine(
                        management.queues(),
                        (overview, queues) -> queues.stream()
                                .map(queue -> body(queue, overview.nodeName()))
                                .toList());
    }

    @Override
    public CompletionStage<Optional<QueueBody>> queue(String vhost, String name) {
        return management
                .overview()
                .thenCombine(
                        management.queue(vhost, name),
                        (overview, queue) -> Optional.ofNullable(queue).map(found -> body(found, overview.nodeName())));
    }

    @Override
    public boolean admits(String user, String password, InetAddress peer) {
        return management.authenticate(user, password, peer);
    }

    private OverviewBody body(Overview overview) {
        long ready = overview.messagesReady();
        long unacked = overview.messagesUnacked();
        return new OverviewBody(
                overview.rabbitVersion(),
                "none",
                "Leveret",
                overview.version(),
                overview.rabbitVersion(),
                overview.clusterName(),
                overview.nodeName(),
                new OverviewBody.QueueTotals(ready + unacked, ready, unacked),
                new OverviewBody.ObjectTotals(
                        overview.channels(),
                        overview.connections(),
                        overview.consumers(),
                        overview.exchanges(),
                        overview.queues()),
                amqpAddresses.stream()
                        .map(address -> new OverviewBody.Listener(
                                overview.nodeName(),
                                "amqp",
                                NetUtil.toAddressString(address.getAddress()),
                                address.getPort()))
                        .toList());
    }

    private static QueueBody body(QueueInfo queue, String node) {
        return new QueueBody(
                queue.name(),
                queue.vhost(),
                "classic",
                queue.durable(),
                queue.autoDelete(),
                queue.exclusive(),
                queue.arguments(),
                node,
                queue.state(),
                queue.consumers(),
                queue.ready() + queue.unacked(),
                queue.ready(),
                queue.unacked());
    }
}
