package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.Connections;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.queue.QueuePolicy;
import io.leveret.broker.queue.QueueTerms;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a broker from outside its protocol. Every method may be called by any thread; owners are asked by
 * message, one per loop, and the future completes on a loop.
 */
public final class Management {

    private static final int REPLAY_BYTES_MAX = 4 << 20;

    private final List<Loop> loops;
    private final Connections connections;
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
    private final DefinitionOperations definitions;

    Management(
            List<Loop> loops,
            Connections connections,
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
            Function<Management, DefinitionOperations> definitions) {
        this.loops = loops;
        this.connections = connections;
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
        this.definitions = definitions.apply(this);
    }

    /** All of that together, as files have it. */
    public DefinitionOperations definitions() {
        return definitions;
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

    /** What the broker is short of, so that nobody may publish: none, some or all of "memory" and "disk space". */
    public List<String> alarms() {
        return alarms.now().sorted().stream().map(Alarms.Resource::title).toList();
    }

    /** Totals. */
    public CompletableFuture<Overview> overview() {
        return queues().thenCombine(channelCount(), this::overview);
    }

    private Overview overview(List<QueueInfo> queues, int channels) {
        int exchanges = 0;
        for (TopologyControl control : virtualHosts.all()) {
            exchanges += control.virtualHost().topology().exchangeCount();
        }
        int consumers = 0;
        long ready = 0;
        long unacked = 0;
        for (QueueInfo queue : queues) {
            consumers += queue.consumers();
            ready += queue.ready();
            unacked += queue.unacked();
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
                consumers,
                ready,
                unacked,
                syncPolicy);
    }

    private CompletableFuture<Integer> channelCount() {
        return gather(loop -> {
                    int channels = 0;
                    for (AmqpConnection connection : connections.all()) {
                        if (connection.loop() == loop) {
                            channels += connection.channelCount();
                        }
                    }
                    return channels;
                })
                .thenApply(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** Every queue of every virtual host, in no particular order. */
    public CompletableFuture<List<QueueInfo>> queues() {
        return gather(this::queuesOn).thenApply(lists -> {
            List<QueueInfo> all = new ArrayList<>();
            lists.forEach(all::addAll);
            return all;
        });
    }

    private List<QueueInfo> queuesOn(Loop loop) {
        List<QueueInfo> found = new ArrayList<>();
        for (TopologyControl control : virtualHosts.all()) {
            VirtualHost virtualHost = control.virtualHost();
            for (Queue queue : virtualHost.topology().queues()) {
                QueueInfo info = queue.home() == loop ? info(virtualHost, queue) : null;
                if (info != null) {
                    found.add(info);
                }
            }
        }
        return found;
    }

    /** One queue, or null if there is none of that name. */
    public CompletableFuture<@Nullable QueueInfo> queue(String virtualHostName, String name) {
        VirtualHost virtualHost = virtualHost(virtualHostName);
        Queue queue = virtualHost == null ? null : find(virtualHost, name);
        return virtualHost == null || queue == null
                ? CompletableFuture.completedFuture(null)
                : Management.<@Nullable QueueInfo>on(queue.home(), () -> info(virtualHost, queue));
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

    private static @Nullable QueueInfo info(VirtualHost virtualHost, Queue queue) {
        QueueCounts counts = queue.counts();
        if (counts == null) {
            return null;
        }
        QueuePolicy policy = queue.following().policy();
        long limit = queue.following().terms().deliveryLimit();
        return new QueueInfo(
                virtualHost.name(),
                queue.name().toString(),
                queue.settings().type().title(),
                queue.settings().durable(),
                queue.settings().autoDelete(),
                queue.settings().isExclusive(),
                PlainValues.of(queue.settings().arguments()),
                counts.ready(),
                counts.unacked(),
                counts.consumers(),
                "running",
                text(policy.name()),
                text(policy.operatorName()),
                PlainValues.of(policy.definition()),
                limit == QueueTerms.UNLIMITED ? null : limit,
                counts.deadLetters());
    }

    private static @Nullable String text(@Nullable ShortString name) {
        return name == null ? null : name.toString();
    }

    private <T> CompletableFuture<List<T>> gather(Function<Loop, T> question) {
        CompletableFuture<List<T>> gathered = CompletableFuture.completedFuture(List.of());
        for (Loop loop : loops) {
            gathered = gathered.thenCombine(on(loop, () -> question.apply(loop)), Management::appended);
        }
        return gathered;
    }

    private static <T> List<T> appended(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static <T extends @Nullable Object> CompletableFuture<T> on(Loop loop, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | AssertionError failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
