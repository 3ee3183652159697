package io.leveret.management.view;

import io.leveret.broker.LoginAnswer;
import io.leveret.broker.Management;
import io.leveret.broker.Overview;
import io.leveret.broker.PermissionsInfo;
import io.leveret.broker.QueueInfo;
import io.leveret.broker.QueueSelection;
import io.leveret.broker.SampleWindow;
import io.leveret.broker.StatsInfo;
import io.leveret.broker.TlsListenerInfo;
import io.leveret.broker.UserInfo;
import io.leveret.management.list.Listing;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fills the bodies from the broker's public API. The only type of this module that knows that API's records. */
record CoreView(Management management, List<InetSocketAddress> amqpAddresses) implements BrokerView {

    @Override
    public String rabbitVersion() {
        return management.rabbitVersion();
    }

    @Override
    public CompletionStage<OverviewBody> overview(Predicate<String> visibleHosts, @Nullable SampleWindow window) {
        return management.overview(visibleHosts).thenCombine(management.stats().overall(window), this::body);
    }

    @Override
    public Listing<QueueBody> queues(Predicate<String> wantedHosts) {
        QueueSelection selection = management.queues(wantedHosts);
        return new Listing<QueueBody>() {
            @Override
            public int size() {
                return selection.size();
            }

            @Override
            public String name(int index) {
                return selection.name(index);
            }

            @Override
            public CompletionStage<List<@Nullable QueueBody>> items(int[] indices) {
                return selection.infos(indices).thenApply(found -> {
                    List<@Nullable QueueBody> bodies = new ArrayList<>(found.size());
                    for (QueueInfo queue : found) {
                        bodies.add(queue == null ? null : body(queue, null, queue.stats()));
                    }
                    return bodies;
                });
            }
        };
    }

    @Override
    public CompletionStage<Optional<QueueBody>> queue(String vhost, String name, @Nullable SampleWindow window) {
        CompletionStage<List<ConsumerBody>> consumers = management
                .consumers(vhost, name)
                .thenApply(found -> found.stream()
                        .map(each -> CoreConnectionView.body(each, management.nodeName()))
                        .toList());
        CompletionStage<Optional<StatsInfo>> samples = window == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : management.stats().queue(vhost, name, window).thenApply(Optional::of);
        return management
                .queue(vhost, name)
                .thenApply(Optional::ofNullable)
                .thenCombine(consumers, (queue, held) -> queue.map(found -> new Consumed(found, held)))
                .thenCombine(
                        samples,
                        (queue, stats) -> queue.map(
                                found -> body(found.queue, found.consumers, stats.orElse(found.queue.stats()))));
    }

    private record Consumed(QueueInfo queue, List<ConsumerBody> consumers) {}

    @Override
    public List<AlarmBody> alarms() {
        return management.alarms().stream()
                .map(resource -> new AlarmBody(management.nodeName(), resource))
                .toList();
    }

    @Override
    public ConnectionView connections() {
        return new CoreConnectionView(management);
    }

    @Override
    public NodeView node() {
        return new CoreNodeView(management, this);
    }

    @Override
    public ObjectView objects() {
        return new CoreObjectView(management.objects(), management.access(), management.stats());
    }

    @Override
    public PolicyView policies() {
        return new CorePolicyView(management.policies());
    }

    @Override
    public PolicyView operatorPolicies() {
        return new CorePolicyView(management.operatorPolicies());
    }

    @Override
    public ParameterView parameters() {
        return new CoreParameterView(management.parameters());
    }

    @Override
    public GlobalParameterView globalParameters() {
        return new CoreGlobalParameterView(management.globalParameters());
    }

    @Override
    public DefinitionView definitions() {
        return DefinitionView.of(management.definitions());
    }

    @Override
    public AccessView access() {
        return new CoreAccessView(management.access(), management.nodeName());
    }

    @Override
    public CallerAnswer caller(String user, String password, InetAddress peer) {
        LoginAnswer answer = management.login(user, password, peer);
        UserInfo known = answer.user();
        if (known == null) {
            return CallerAnswer.refused(
                    switch (answer.outcome()) {
                        case LOOPBACK_ONLY -> CallerAnswer.Outcome.LOOPBACK_ONLY;
                        case TOO_MANY_FAILURES -> CallerAnswer.Outcome.TOO_MANY_FAILURES;
                        case ACCEPTED, REFUSED -> CallerAnswer.Outcome.REFUSED;
                    },
                    answer.delayMs());
        }
        Set<String> visible = management.access().permissions().stream()
                .filter(held -> held.user().equals(user))
                .map(PermissionsInfo::vhost)
                .collect(Collectors.toSet());
        return CallerAnswer.admitted(new Caller(known.name(), known.tags(), visible));
    }

    @Override
    public List<TlsListenerBody> tlsListeners() {
        return management.tlsListeners().stream().map(this::body).toList();
    }

    @Override
    public Instant now() {
        return management.now();
    }

    private TlsListenerBody body(TlsListenerInfo listener) {
        Path authorities = listener.authoritiesFile();
        return new TlsListenerBody(
                management.nodeName(),
                NetUtil.toAddressString(listener.address().getAddress()),
                listener.address().getPort(),
                listener.certificateFile().toString(),
                validities(listener.certificates()),
                authorities == null ? null : authorities.toString(),
                validities(listener.authorities()));
    }

    private static List<TlsListenerBody.Validity> validities(List<TlsListenerInfo.Validity> certificates) {
        return certificates.stream()
                .map(validity -> new TlsListenerBody.Validity(validity.from(), validity.until()))
                .toList();
    }

    @Override
    public List<OverviewBody.Listener> listeners() {
        String node = management.nodeName();
        Stream<OverviewBody.Listener> plain = amqpAddresses.stream()
                .map(address -> new OverviewBody.Listener(
                        node, "amqp", NetUtil.toAddressString(address.getAddress()), address.getPort()));
        Stream<OverviewBody.Listener> tls = tlsListeners().stream()
                .map(listener ->
                        new OverviewBody.Listener(node, TlsListenerBody.PROTOCOL, listener.address(), listener.port()));
        return Stream.concat(plain, tls).toList();
    }

    private OverviewBody body(Overview overview, StatsInfo stats) {
        long ready = overview.messagesReady();
        long unacked = overview.messagesUnacked();
        return new OverviewBody(
                overview.rabbitVersion(),
                "basic",
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
                listeners(),
                overview.syncPolicy(),
                node().churn(),
                StatsBody.of(stats.messages()));
    }

    private QueueBody body(QueueInfo queue, @Nullable List<ConsumerBody> consumers, StatsInfo stats) {
        String node = management.nodeName();
        // All of its members are here.
        boolean isQuorum = queue.type().equals("quorum");
        return new QueueBody(
                queue.name(),
                queue.vhost(),
                queue.type(),
                queue.durable(),
                queue.autoDelete(),
                queue.exclusive(),
                queue.arguments(),
                node,
                queue.state(),
                queue.consumers(),
                queue.ready() + queue.unacked() + queue.deadLetters(),
                queue.ready(),
                queue.unacked(),
                queue.policy(),
                queue.operatorPolicy(),
                queue.policyDefinition(),
                isQuorum ? node : null,
                isQuorum ? List.of(node) : null,
                isQuorum ? List.of(node) : null,
                isQuorum ? limit(queue.deliveryLimit()) : null,
                isQuorum ? queue.deadLetters() : null,
                QueueDetailBody.of(queue, management.now(), consumers, stats));
    }

    private static Object limit(@Nullable Long deliveryLimit) {
        return deliveryLimit == null ? "unlimited" : deliveryLimit;
    }
}
