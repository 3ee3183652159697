package io.leveret.management.view;

import io.leveret.broker.ChannelInfo;
import io.leveret.broker.ConnectionInfo;
import io.leveret.broker.ConsumerInfo;
import io.leveret.broker.Management;
import io.leveret.broker.TlsInfo;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The broker's own connections. */
record CoreConnectionView(Management management) implements ConnectionView {

    @Override
    public CompletionStage<List<ConnectionBody>> list() {
        return management
                .connections()
                .list()
                .thenApply(found -> found.stream().map(this::body).toList());
    }

    @Override
    public CompletionStage<Optional<ConnectionBody>> find(String name) {
        return management.connections().find(name).thenApply(found -> found.map(this::body));
    }

    @Override
    public CompletionStage<List<ChannelBody>> channels() {
        return management
                .connections()
                .channels()
                .thenApply(found -> found.stream().map(this::body).toList());
    }

    @Override
    public CompletionStage<List<ChannelBody>> channels(String connection) {
        return management
                .connections()
                .channels(connection)
                .thenApply(found -> found.stream().map(this::body).toList());
    }

    @Override
    public CompletionStage<List<ConsumerBody>> consumers() {
        return management
                .queues(any -> true)
                .consumers()
                .thenApply(found -> found.stream()
                        .map(consumer -> body(consumer, management.nodeName()))
                        .toList());
    }

    @Override
    public void close(String name, String reason) {
        management.connections().close(name, reason);
    }

    private ConnectionBody body(ConnectionInfo connection) {
        TlsInfo tls = connection.tls();
        CipherNames cipher = tls == null ? CipherNames.NONE : CipherNames.of(tls.cipherSuite());
        TlsInfo.Certificate shown = tls == null ? null : tls.peer();
        return new ConnectionBody(
                connection.name(),
                connection.nameByClient(),
                management.nodeName(),
                connection.vhost(),
                connection.user(),
                connection.user(),
                "AMQP 0-9-1",
                connection.mechanism(),
                connection.state(),
                "network",
                host(connection.local()),
                port(connection.local()),
                host(connection.peer()),
                port(connection.peer()),
                tls != null,
                // As RabbitMQ writes it: tlsv1.3
                tls == null ? null : tls.protocol().toLowerCase(Locale.ROOT),
                cipher.keyExchange(),
                cipher.cipher(),
                cipher.hash(),
                shown == null ? null : shown.subject(),
                shown == null ? null : shown.issuer(),
                shown == null ? null : validity(shown),
                connection.channels(),
                connection.channelMax(),
                connection.frameMax(),
                connection.heartbeatSeconds(),
                connection.connectedAtMs(),
                connection.clientProperties(),
                connection.octetsIn(),
                connection.readsIn(),
                connection.octetsOut(),
                connection.writesOut(),
                connection.octetsPending());
    }

    private static String validity(TlsInfo.Certificate shown) {
        return shown.from().truncatedTo(ChronoUnit.SECONDS) + " - "
                + shown.until().truncatedTo(ChronoUnit.SECONDS);
    }

    private static @Nullable String host(@Nullable InetSocketAddress end) {
        return end == null ? null : NetUtil.toAddressString(end.getAddress());
    }

    private static @Nullable Integer port(@Nullable InetSocketAddress end) {
        return end == null ? null : end.getPort();
    }

    private ChannelBody body(ChannelInfo channel) {
        return new ChannelBody(
                channel.name(),
                channel.number(),
                management.nodeName(),
                channel.vhost(),
                channel.user(),
                channel.user(),
                new ChannelBody.ConnectionDetails(channel.connection(), host(channel.peer()), port(channel.peer())),
                channel.state(),
                channel.confirms(),
                channel.transactional(),
                channel.consumers(),
                channel.unacked(),
                channel.unconfirmed(),
                channel.uncommitted(),
                channel.uncommittedAcks(),
                channel.prefetch(),
                channel.globalPrefetch(),
                0,
                Idle.since(channel.usedAtMs(), management.now()),
                StatsBody.of(channel.stats().messages()),
                null);
    }

    static ConsumerBody body(ConsumerInfo consumer, String node) {
        PeerName peer = PeerName.of(consumer.connection());
        return new ConsumerBody(
                new ConsumerBody.QueueName(consumer.queue(), consumer.vhost()),
                new ConsumerBody.ChannelDetails(
                        consumer.channelName(),
                        consumer.channel(),
                        consumer.connection(),
                        peer.host(),
                        peer.port(),
                        consumer.user(),
                        node),
                consumer.tag(),
                consumer.exclusive(),
                !consumer.noAck(),
                consumer.prefetch(),
                consumer.active(),
                consumer.alone() ? (consumer.active() ? "single_active" : "waiting") : "up",
                consumer.arguments());
    }
}
