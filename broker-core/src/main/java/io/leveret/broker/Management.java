package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.time.Clock;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.ShortString;
import io.leveret.store.Backlog;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.disk.StoreException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a broker from outside its protocol. Every method may be called by any thread; owners are asked by
 * message, one per loop, and the future completes on a loop.
 */
public final class Management {

    private static final int REPLAY_BYTES_MAX = 4 << 20;

    private final ConnectionOperations connections;
    private final NodeOperations node;
    private final VirtualHosts virtualHosts;
    private final Logins logins;
    private final Supplier<List<TlsListenerInfo>> tlsListeners;
    private final Clock clock;
    private final Alarms alarms;
    private final String syncPolicy;
    private final PolicyOperations policies;
    private final PolicyOperations operatorPolicies;
    private final AccessOperations access;
    private final ParameterOperations parameters;
    private final GlobalParameterOperations globalParameters;
    private final ObjectOperations objects;
    private final StatsOperations stats;
    private final DefinitionOperations definitions;

    Management(
            ConnectionOperations connections,
            NodeOperations node,
            VirtualHosts virtualHosts,
            Logins logins,
            Supplier<List<TlsListenerInfo>> tlsListeners,
            Clock clock,
            Alarms alarms,
            String syncPolicy,
            PolicyOperations policies,
            PolicyOperations operatorPolicies,
            AccessOperations access,
            ParameterOperations parameters,
            GlobalParameterOperations globalParameters,
            ObjectOperations objects,
            StatsOperations stats,
            Function<Management, DefinitionOperations> definitions) {
        this.connections = connections;
        this.node = node;
        this.virtualHosts = virtualHosts;
        this.logins = logins;
        this.tlsListeners = tlsListeners;
        this.clock = clock;
        this.alarms = alarms;
        this.syncPolicy = syncPolicy;
        this.policies = policies;
        this.operatorPolicies = operatorPolicies;
        this.access = access;
        this.parameters = parameters;
        this.globalParameters = globalParameters;
        this.objects = objects;
        this.stats = stats;
        this.definitions = definitions.apply(this);
    }

    /** All of that together, as files have it. */
    public DefinitionOperations definitions() {
        return definitions;
    }

    /** Shows what is counted of messages. */
    public StatsOperations stats() {
        return stats;
    }

    /** Sets policies, and shows them. */
    public PolicyOperations policies() {
        return policies;
    }

    /** Sets the policies that bound what the others may say, and shows them. */
    public PolicyOperations operatorPolicies() {
        return operatorPolicies;
    }

    /** Users, virtual hosts and permissions. */
    public AccessOperations access() {
        return access;
    }

    /** Sets the parameters of virtual hosts, and shows them. */
    public ParameterOperations parameters() {
        return parameters;
    }

    /** Sets the parameters of the broker as a whole, and shows them. */
    public GlobalParameterOperations globalParameters() {
        return globalParameters;
    }

    /** Exchanges, bindings, and what users do with them and with queues. */
    public ObjectOperations objects() {
        return objects;
    }

    /** Decides about somebody who wants to come in from there with this password. */
    public LoginAnswer login(String user, String password, InetAddress peer) {
        Logins.Answer answer =
                logins.login(user, password.getBytes(StandardCharsets.UTF_8), new InetSocketAddress(peer, 0));
        return switch (answer.verdict()) {
            case ACCEPTED ->
                access.user(user)
                        .map(known -> new LoginAnswer(LoginAnswer.Outcome.ACCEPTED, known, 0))
                        // Deleted in this moment.
                        .orElse(new LoginAnswer(LoginAnswer.Outcome.REFUSED, null, 0));
            case LOOPBACK_ONLY -> new LoginAnswer(LoginAnswer.Outcome.LOOPBACK_ONLY, null, answer.delayMs());
            case TOO_MANY_FAILURES -> new LoginAnswer(LoginAnswer.Outcome.TOO_MANY_FAILURES, null, answer.delayMs());
            case INVALID_CREDENTIALS, NO_CERTIFICATE ->
                new LoginAnswer(LoginAnswer.Outcome.REFUSED, null, answer.delayMs());
        };
    }

    /** The time of the broker's clock. */
    public Instant now() {
        return Instant.ofEpochMilli(clock.wallMs());
    }

    /** Where the broker listens for TLS, and how long the certificates are valid that it shows there. */
    public List<TlsListenerInfo> tlsListeners() {
        return tlsListeners.get();
    }

    /** The name of this node, which is all of its cluster. */
    public String nodeName() {
        return ServerProperties.NODE_NAME;
    }

    /** The RabbitMQ version whose behaviour clients may expect. */
    public String rabbitVersion() {
        return ServerProperties.RABBIT_VERSION;
    }

    /** What the broker is short of, so that nobody may publish: none, some or all of "memory" and "disk space". */
    public List<String> alarms() {
        return alarms.now().sorted().stream().map(Alarms.Resource::title).toList();
    }

    /** Connections and their channels. */
    public ConnectionOperations connections() {
        return connections;
    }

    /** The process, and what it has. */
    public NodeOperations node() {
        return node;
    }

    /** Totals. */
    public CompletableFuture<Overview> overview() {
        return overview(any -> true);
    }

    /** The same, as far as it is of virtual hosts that are wanted by name. */
    public CompletableFuture<Overview> overview(Predicate<String> wantedHosts) {
        QueueSelection queues = queues(wantedHosts);
        return queues.totals().thenCombine(connections.channelCount(), (totals, channels) -> {
            int exchanges = 0;
            for (TopologyControl control : virtualHosts.all()) {
                VirtualHost host = control.virtualHost();
                exchanges += wantedHosts.test(host.name()) ? host.topology().exchangeCount() : 0;
            }
            return new Overview(
                    ServerProperties.version(),
                    ServerProperties.RABBIT_VERSION,
                    ServerProperties.NODE_NAME,
                    globalParameters.clusterName(),
                    connections.count(),
                    channels,
                    exchanges,
                    queues.size(),
                    totals.consumers(),
                    totals.ready(),
                    totals.unacked(),
                    syncPolicy);
        });
    }

    /** The queues of the virtual hosts that are wanted by name. */
    public QueueSelection queues(Predicate<String> wantedHosts) {
        return QueueSelection.of(virtualHosts.all().stream()
                .map(TopologyControl::virtualHost)
                .filter(host -> wantedHosts.test(host.name()))
                .toList());
    }

    /** Every queue of every virtual host. */
    public CompletableFuture<List<QueueInfo>> queues() {
        QueueSelection all = queues(any -> true);
        return all.infos(IntStream.range(0, all.size()).toArray())
                .thenApply(found -> found.stream().filter(Objects::nonNull).toList());
    }

    /** The consumers of one queue; none if there is none of that name. */
    public CompletableFuture<List<ConsumerInfo>> consumers(String virtualHostName, String name) {
        VirtualHost virtualHost = virtualHost(virtualHostName);
        Queue queue = virtualHost == null ? null : find(virtualHost, name);
        return virtualHost == null || queue == null
                ? CompletableFuture.completedFuture(List.of())
                : Owners.ask(queue.home(), () -> QueueInfo.consumers(virtualHost, queue));
    }

    /** One queue, or null if there is none of that name. */
    public CompletableFuture<@Nullable QueueInfo> queue(String virtualHostName, String name) {
        VirtualHost virtualHost = virtualHost(virtualHostName);
        Queue queue = virtualHost == null ? null : find(virtualHost, name);
        return virtualHost == null || queue == null
                ? CompletableFuture.completedFuture(null)
                : Owners.<@Nullable QueueInfo>ask(queue.home(), () -> QueueInfo.of(virtualHost, queue));
    }

    /**
     * Reads persistent messages of a durable queue in their order and changes nothing: what waits, what consumers hold, and
     * what is gone and kept by {@code x-replay-max-age} and {@code x-replay-max-bytes}. What is read is forced.
     *
     * @param fromPosition the first is 1
     * @param messagesMax at least 1; fewer may come of what is there
     * @return null if there is no queue of that name; a page without messages when none are left. Does not complete once
     *     the broker has failed
     * @throws IllegalArgumentException if a number is below 1
     */
    public CompletableFuture<@Nullable ReplayPage> replay(
            String virtualHostName, String name, long fromPosition, int messagesMax) {
        if (fromPosition < 1 || messagesMax < 1) {
            throw new IllegalArgumentException(messagesMax + " messages from position " + fromPosition);
        }
        VirtualHost virtualHost = virtualHost(virtualHostName);
        Queue queue = virtualHost == null ? null : find(virtualHost, name);
        if (queue == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable ReplayPage> page = new CompletableFuture<>();
        queue.home()
                .execute(() -> queue.retention()
                        .replay(fromPosition, messagesMax, REPLAY_BYTES_MAX, found -> page.complete(replayed(found))));
        return page;
    }

    private static ReplayPage replayed(Backlog backlog) {
        StoreException damage = backlog.damage();
        return new ReplayPage(
                backlog.messages().stream().map(Management::replayed).toList(),
                backlog.nextSeq(),
                damage == null ? null : damage.getMessage());
    }

    private static ReplayPage.Replayed replayed(RecoveredMessage found) {
        Message message = Message.recovered(found.message());
        byte[] content = message.content();
        return new ReplayPage.Replayed(
                found.seq(),
                found.enqueuedAtMs(),
                message.exchange().toString(),
                message.routingKey().toString(),
                BasicProperties.decode(content, 0, message.propertiesLength()),
                ByteBuffer.wrap(content, message.propertiesLength(), message.bodyLength())
                        .slice()
                        .asReadOnlyBuffer());
    }

    private @Nullable VirtualHost virtualHost(String name) {
        TopologyControl control = virtualHosts.get(name);
        return control == null ? null : control.virtualHost();
    }

    private static @Nullable Queue find(VirtualHost virtualHost, String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX
                ? null
                : virtualHost.topology().queue(ShortString.of(name));
    }
}
