package io.leveret.broker.vhost;

import io.leveret.broker.limit.Limits;
import io.leveret.broker.policy.HostPolicies;
import io.leveret.broker.queue.DeadLetterRoutes;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import io.leveret.routing.Route;
import io.leveret.routing.Router;
import io.leveret.routing.Topology;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host: a name, and the newest snapshots of its exchanges, queues and bindings and of its policies.
 *
 * <p>Any thread may read the snapshots; only the control thread publishes new ones. Whoever was told that a change is
 * done sees it in the snapshot.
 */
public final class VirtualHost implements DeadLetterRoutes {

    /** In the metadata, as RabbitMQ's HTTP API names it. */
    public static final String DEFAULT_QUEUE_TYPE = "default_queue_type";

    private final String name;
    private volatile Topology<Queue> topology;
    private volatile HostPolicies policies = HostPolicies.NONE;
    private volatile FieldTable metadata = FieldTable.EMPTY;
    private volatile Limits limits = Limits.NONE;
    private volatile boolean traced;

    public VirtualHost(String name) {
        this.name = name;
        this.topology = predeclared();
    }

    public String name() {
        return name;
    }

    /** This one has events; before anything else is in it. */
    void addEventExchange() {
        topology = topology.withExchange(exchange(VirtualHosts.EVENT_EXCHANGE.toString(), ExchangeType.TOPIC, true));
    }

    /** The newest snapshot. */
    public Topology<Queue> topology() {
        return topology;
    }

    @Override
    public Route<Queue> route(ShortString exchange, List<ShortString> routingKeys, Supplier<FieldTable> headers) {
        return Router.route(topology, exchange, routingKeys, headers);
    }

    void publish(Topology<Queue> changed) {
        topology = changed;
    }

    /** What its queues and exchanges follow, as of the last change. */
    public HostPolicies policies() {
        return policies;
    }

    void publish(HostPolicies changed) {
        policies = changed;
    }

    /** What was said of it when it was made: description, tags, default queue type. */
    public FieldTable metadata() {
        return metadata;
    }

    /** The type of durable queues here that name none, or null if that is the broker's. */
    public @Nullable QueueType defaultQueueType() {
        FieldValue type = metadata.get(DEFAULT_QUEUE_TYPE);
        return type == null ? null : QueueType.named(type.render());
    }

    void publish(FieldTable changed) {
        metadata = changed;
    }

    /** How many connections and queues there may be. */
    public Limits limits() {
        return limits;
    }

    void publish(Limits changed) {
        limits = changed;
    }

    /** Whether what clients publish and get is copied to {@code amq.rabbitmq.trace}; not for longer than the broker runs. */
    public boolean isTraced() {
        return traced;
    }

    /** Begins to trace, or stops. Any thread. */
    public void trace(boolean on) {
        traced = on;
    }

    /** {@code queue 'x' in vhost '/'}: how reply texts name a thing of this virtual host. */
    public String describe(String kind, ShortString thing) {
        return kind + " '" + thing + "' in vhost '" + name + "'";
    }

    private static Topology<Queue> predeclared() {
        return Topology.<Queue>empty()
                .withExchange(exchange("", ExchangeType.DIRECT, false))
                .withExchange(exchange("amq.direct", ExchangeType.DIRECT, false))
                .withExchange(exchange("amq.fanout", ExchangeType.FANOUT, false))
                .withExchange(exchange("amq.topic", ExchangeType.TOPIC, false))
                .withExchange(exchange("amq.headers", ExchangeType.HEADERS, false))
                .withExchange(exchange("amq.match", ExchangeType.HEADERS, false))
                .withExchange(exchange("amq.rabbitmq.trace", ExchangeType.TOPIC, true));
    }

    private static Exchange exchange(String name, ExchangeType type, boolean internal) {
        return new Exchange(ShortString.of(name), type, true, false, internal, FieldTable.EMPTY);
    }
}
