package io.leveret.management;

import io.leveret.broker.SampleWindow;
import io.leveret.management.list.Listing;
import io.leveret.management.view.AccessView;
import io.leveret.management.view.AlarmBody;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.Caller;
import io.leveret.management.view.CallerAnswer;
import io.leveret.management.view.ChurnBody;
import io.leveret.management.view.ConnectionView;
import io.leveret.management.view.DefinitionView;
import io.leveret.management.view.GlobalParameterView;
import io.leveret.management.view.NodeView;
import io.leveret.management.view.ObjectView;
import io.leveret.management.view.OverviewBody;
import io.leveret.management.view.ParameterView;
import io.leveret.management.view.PolicyView;
import io.leveret.management.view.QueueBody;
import io.leveret.management.view.TlsListenerBody;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A broker with the queues a test gives it. User guest may come from loopback only, user remote from anywhere. */
final class FakeBroker implements BrokerView {

    static final ChurnBody CHURN = new ChurnBody(1, 2, 3, 4, 5, 6, 7);
    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    final List<QueueBody> queues = new ArrayList<>();
    final List<AlarmBody> alarms = new ArrayList<>();
    final FakeAccess access = new FakeAccess();
    final FakeConnections connections = new FakeConnections();
    /** Names of queues that go while a list is written. */
    final Set<String> gone = new HashSet<>();
    /** Of whoever asks. */
    List<String> tags = List.of("administrator");

    Set<String> visibleVhosts = Set.of("/");

    final List<TlsListenerBody> tlsListeners = new ArrayList<>();
    int refusalDelayMs;
    boolean failing;
    final FakeObjects objects = new FakeObjects();
    final FakePolicies policies = new FakePolicies();
    final FakePolicies operatorPolicies = new FakePolicies();
    final FakeParameters parameters = new FakeParameters();
    final FakeDefinitions definitions = new FakeDefinitions();
    final FakeGlobalParameters globalParameters = new FakeGlobalParameters();

    void addQueue(String vhost, String name, long ready, long unacked) {
        queues.add(new QueueBody(
                name,
                vhost,
                "classic",
                true,
                false,
                false,
                Map.of("x-expires", 1000),
                "leveret@test",
                "running",
                1,
                ready + unacked,
                ready,
                unacked,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null));
    }

    @Override
    public String rabbitVersion() {
        return "4.2.0";
    }

    @Override
    public CompletionStage<OverviewBody> overview(Predicate<String> visibleHosts, @Nullable SampleWindow window) {
        if (failing) {
            return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        }
        return CompletableFuture.completedFuture(new OverviewBody(
                "4.2.0",
                "basic",
                "Leveret",
                "0.1.0",
                "4.2.0",
                "test",
                "leveret@test",
                new OverviewBody.QueueTotals(5, 3, 2),
                new OverviewBody.ObjectTotals(1, 2, 3, 7, queues.size()),
                List.of(new OverviewBody.Listener("leveret@test", "amqp", "127.0.0.1", 5672)),
                "always",
                CHURN,
                null));
    }

    /** Answers from a thread of its own, as the broker does. */
    @Override
    public Listing<QueueBody> queues(Predicate<String> wantedHosts) {
        List<QueueBody> wanted =
                queues.stream().filter(queue -> wantedHosts.test(queue.vhost())).toList();
        Listing<QueueBody> there = Listing.of(wanted, QueueBody::name);
        return new Listing<QueueBody>() {
            @Override
            public int size() {
                return there.size();
            }

            @Override
            public String name(int index) {
                return there.name(index);
            }

            @Override
            public CompletionStage<List<@Nullable QueueBody>> items(int[] indices) {
                return CompletableFuture.supplyAsync(() -> Arrays.stream(indices)
                        .mapToObj(wanted::get)
                        .<@Nullable QueueBody>map(queue -> gone.contains(queue.name()) ? null : queue)
                        .toList());
            }
        };
    }

    @Override
    public CompletionStage<Optional<QueueBody>> queue(String vhost, String name, @Nullable SampleWindow window) {
        return CompletableFuture.supplyAsync(() -> queues.stream()
                .filter(queue -> queue.vhost().equals(vhost) && queue.name().equals(name))
                .findFirst());
    }

    @Override
    public List<AlarmBody> alarms() {
        return List.copyOf(alarms);
    }

    @Override
    public List<OverviewBody.Listener> listeners() {
        return List.of(new OverviewBody.Listener("leveret@test", "amqp", "127.0.0.1", 5672));
    }

    @Override
    public ConnectionView connections() {
        return connections;
    }

    @Override
    public NodeView node() {
        return new FakeNode();
    }

    @Override
    public ObjectView objects() {
        return objects;
    }

    @Override
    public PolicyView policies() {
        return policies;
    }

    @Override
    public PolicyView operatorPolicies() {
        return operatorPolicies;
    }

    @Override
    public ParameterView parameters() {
        return parameters;
    }

    @Override
    public GlobalParameterView globalParameters() {
        return globalParameters;
    }

    @Override
    public DefinitionView definitions() {
        return definitions;
    }

    @Override
    public AccessView access() {
        return access;
    }

    /** Whoever is refused waits for it a little, and user flooding is not looked at. */
    @Override
    public CallerAnswer caller(String user, String password, InetAddress peer) {
        if (user.equals("flooding")) {
            return CallerAnswer.refused(CallerAnswer.Outcome.TOO_MANY_FAILURES, 1);
        }
        if (!password.equals("pass:word")) {
            return CallerAnswer.refused(CallerAnswer.Outcome.REFUSED, refusalDelayMs);
        }
        return user.equals("remote") || peer.isLoopbackAddress()
                ? CallerAnswer.admitted(new Caller(user, tags, visibleVhosts))
                : CallerAnswer.refused(CallerAnswer.Outcome.LOOPBACK_ONLY, refusalDelayMs);
    }

    @Override
    public List<TlsListenerBody> tlsListeners() {
        return List.copyOf(tlsListeners);
    }

    @Override
    public Instant now() {
        return NOW;
    }
}
