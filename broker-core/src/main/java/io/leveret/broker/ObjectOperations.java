package io.leveret.broker;

import io.leveret.broker.direct.DirectChannels;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.Subject;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.Topology;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Exchanges, bindings and queues: shows them, and has users change them. Any thread. */
public final class ObjectOperations {

    private static final Comparator<BindingInfo> BY_SOURCE = Comparator.comparing(BindingInfo::source)
            .thenComparing(BindingInfo::toExchange)
            .thenComparing(BindingInfo::destination)
            .thenComparing(BindingInfo::routingKey);

    private final VirtualHosts virtualHosts;
    private final DirectChannels channels;

    ObjectOperations(VirtualHosts virtualHosts, DirectChannels channels) {
        this.virtualHosts = virtualHosts;
        this.channels = channels;
    }

    /** What a user may do in a virtual host as AMQP clients do. */
    public UserOperations of(String user, String virtualHost) {
        return new UserOperations(channels, user, virtualHost);
    }

    /**
     * Takes all ready messages out of a queue on behalf of whoever runs the broker; completes with how many there were, or
     * fails as {@link UserOperations} do.
     *
     * @param operator who that is, for events
     */
    public CompletableFuture<Long> purgeQueue(String operator, String virtualHost, String name) {
        Method purge = new QueueMethod.Purge(PlainValues.name("queue", name), false);
        return UserOperations.failing(channels.callAsOperator(operator, virtualHost, purge))
                .thenApply(reply -> ((QueueMethod.PurgeOk) reply).messageCount());
    }

    /** The same, to delete it. */
    public CompletableFuture<Long> deleteQueue(
            String operator, String virtualHost, String name, boolean ifUnused, boolean ifEmpty) {
        Method delete = new QueueMethod.Delete(PlainValues.name("queue", name), ifUnused, ifEmpty, false);
        return UserOperations.failing(channels.callAsOperator(operator, virtualHost, delete))
                .thenApply(reply -> ((QueueMethod.DeleteOk) reply).messageCount());
    }

    /** Every exchange of a virtual host by name, or nothing if there is none of that name. */
    public Optional<List<ExchangeInfo>> exchanges(String virtualHost) {
        return host(virtualHost)
                .map(host -> host.topology().exchanges().stream()
                        .map(exchange -> info(host, exchange))
                        .sorted(Comparator.comparing(ExchangeInfo::name))
                        .toList());
    }

    /** One exchange, by an empty name the default exchange. */
    public Optional<ExchangeInfo> exchange(String virtualHost, String name) {
        return host(virtualHost)
                .flatMap(host -> name(name).map(host.topology()::exchange).map(exchange -> info(host, exchange)));
    }

    /** Whether there is a queue of that name. */
    public boolean hasQueue(String virtualHost, String name) {
        return host(virtualHost)
                .flatMap(host -> name(name).map(host.topology()::queue))
                .isPresent();
    }

    /**
     * Every binding of a virtual host, those of the default exchange first, or nothing if there is none of that name. The
     * default exchange has one for each queue.
     */
    public Optional<List<BindingInfo>> bindings(String virtualHost) {
        return host(virtualHost).map(host -> {
            Topology<Queue> topology = host.topology();
            List<BindingInfo> found = new ArrayList<>();
            topology.queues().forEach(queue -> found.add(implied(host, queue.name())));
            topology.exchanges()
                    .forEach(exchange ->
                            topology.bindingsFrom(exchange.name()).forEach(binding -> found.add(info(host, binding))));
            found.sort(BY_SOURCE);
            return found;
        });
    }

    /** The bindings that lead out of an exchange; none if there is no such. */
    public List<BindingInfo> bindingsFrom(String virtualHost, String exchange) {
        return inHost(virtualHost, exchange, (host, name) -> {
            if (name.isEmpty()) {
                return host.topology().queues().stream()
                        .map(queue -> implied(host, queue.name()))
                        .toList();
            }
            return host.topology().bindingsFrom(name).stream()
                    .map(binding -> info(host, binding))
                    .toList();
        });
    }

    /** The bindings that lead to an exchange; none if there is no such. */
    public List<BindingInfo> bindingsToExchange(String virtualHost, String exchange) {
        return inHost(
                virtualHost,
                exchange,
                (host, name) -> host.topology().bindingsToExchange(name).stream()
                        .map(binding -> info(host, binding))
                        .toList());
    }

    /** The bindings that lead to a queue, that of the default exchange first; none if there is no such queue. */
    public List<BindingInfo> bindingsToQueue(String virtualHost, String queue) {
        return inHost(virtualHost, queue, (host, name) -> {
            Queue found = host.topology().queue(name);
            if (found == null) {
                return List.of();
            }
            List<BindingInfo> bindings = new ArrayList<>();
            bindings.add(implied(host, name));
            host.topology().bindingsTo(found).forEach(binding -> bindings.add(info(host, binding)));
            return bindings;
        });
    }

    /** Bindings of something in a virtual host. */
    private interface Listing {
        List<BindingInfo> of(VirtualHost host, ShortString name);
    }

    private List<BindingInfo> inHost(String virtualHost, String name, Listing listing) {
        return host(virtualHost)
                .flatMap(host -> name(name).map(known -> listing.of(host, known)))
                .map(found -> found.stream().sorted(BY_SOURCE).toList())
                .orElse(List.of());
    }

    private Optional<VirtualHost> host(String name) {
        return Optional.ofNullable(virtualHosts.get(name)).map(TopologyControl::virtualHost);
    }

    private static Optional<ShortString> name(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX
                ? Optional.empty()
                : Optional.of(ShortString.of(name));
    }

    private static ExchangeInfo info(VirtualHost host, Exchange exchange) {
        return new ExchangeInfo(
                host.name(),
                exchange.name().toString(),
                exchange.type().typeName(),
                exchange.durable(),
                exchange.autoDelete(),
                exchange.internal(),
                PlainValues.of(exchange.arguments()),
                policyOf(host, exchange.name().toString()));
    }

    private static @Nullable String policyOf(VirtualHost host, String exchange) {
        Policy policy = host.policies().user().of(Subject.EXCHANGE, exchange);
        return policy == null ? null : policy.name().toString();
    }

    private static BindingInfo implied(VirtualHost host, ShortString queue) {
        return new BindingInfo(host.name(), "", queue.toString(), false, queue.toString(), FieldTable.EMPTY);
    }

    private static BindingInfo info(VirtualHost host, Binding<Queue> binding) {
        return new BindingInfo(
                host.name(),
                binding.source().toString(),
                binding.destination().name().toString(),
                binding.destination() instanceof Destination.ToExchange,
                binding.routingKey().toString(),
                binding.arguments());
    }
}
