package io.leveret.management.view;

import io.leveret.broker.Management;
import io.leveret.broker.SampleWindow;
import io.leveret.management.list.Listing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The broker as the API sees it. Answers may complete on any thread; none of the methods blocks. */
public interface BrokerView {

    /** The view of a running broker that listens on these addresses. */
    static BrokerView of(Management management, List<InetSocketAddress> amqpAddresses) {
        return new CoreView(management, List.copyOf(amqpAddresses));
    }

    /** The RabbitMQ version whose behaviour is followed. */
    String rabbitVersion();

    /** Totals of the whole broker, of queues and exchanges those of virtual hosts that whoever asks may see. */
    CompletionStage<OverviewBody> overview(Predicate<String> visibleHosts, @Nullable SampleWindow window);

    /** The queues of the virtual hosts that are wanted by name, by virtual host and name. */
    Listing<QueueBody> queues(Predicate<String> wantedHosts);

    /** One queue, if there is one of this name. */
    CompletionStage<Optional<QueueBody>> queue(String vhost, String name, @Nullable SampleWindow window);

    /** What the broker is short of, so that nobody may publish. */
    List<AlarmBody> alarms();

    /** Where the broker listens for AMQP. */
    List<OverviewBody.Listener> listeners();

    /** Connections, channels and consumers. */
    ConnectionView connections();

    /** The process of the broker. */
    NodeView node();

    /** Exchanges, bindings, and what users do with them and with queues. */
    ObjectView objects();

    /** What queues and exchanges follow. */
    PolicyView policies();

    /** What operators set bounds with to that. */
    PolicyView operatorPolicies();

    /** What was set for virtual hosts. */
    ParameterView parameters();

    /** What was set for the broker as a whole. */
    GlobalParameterView globalParameters();

    /** All of that together, as files have it. */
    DefinitionView definitions();

    /** Users, virtual hosts and permissions. */
    AccessView access();

    /** Decides about a user with this password who comes from this address. */
    CallerAnswer caller(String user, String password, InetAddress peer);

    /** Where the broker listens for TLS. */
    List<TlsListenerBody> tlsListeners();

    /** The time of the broker's clock. */
    Instant now();
}
