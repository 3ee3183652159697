package io.leveret.management.view;

import io.leveret.broker.AccessOperations;
import io.leveret.broker.BindingInfo;
import io.leveret.broker.ExchangeInfo;
import io.leveret.broker.ObjectOperations;
import io.leveret.broker.SampleWindow;
import io.leveret.broker.StatsInfo;
import io.leveret.broker.StatsOperations;
import io.leveret.broker.VirtualHostInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The same of a running broker. */
record CoreObjectView(ObjectOperations objects, AccessOperations access, StatsOperations stats) implements ObjectView {

    @Override
    public boolean hasVirtualHost(String name) {
        return access.virtualHost(name).isPresent();
    }

    @Override
    public UserObjectView by(String user, String vhost) {
        return new CoreUserObjectView(objects, objects.of(user, vhost), vhost);
    }

    @Override
    public String propertiesKey(String routingKey, Map<String, ?> arguments) {
        return arguments.isEmpty()
                ? PropertiesKey.of(routingKey)
                : PropertiesKey.of(routingKey, BindingInfo.argumentsHash(arguments));
    }

    @Override
    public Optional<List<ExchangeBody>> exchanges(@Nullable String vhost) {
        return all(vhost, objects::exchanges, CoreObjectView::body);
    }

    @Override
    public Optional<ExchangeBody> exchange(String vhost, String name) {
        return objects.exchange(vhost, name).map(CoreObjectView::body);
    }

    @Override
    public CompletionStage<List<ExchangeBody>> counted(List<ExchangeBody> exchanges, @Nullable SampleWindow window) {
        Set<String> hosts = exchanges.stream().map(ExchangeBody::vhost).collect(Collectors.toUnmodifiableSet());
        return stats.exchanges(hosts, window)
                .thenApply(byHost -> exchanges.stream()
                        .map(exchange -> exchange.with(StatsBody.of(byHost.getOrDefault(exchange.vhost(), Map.of())
                                .getOrDefault(exchange.name(), StatsInfo.NOTHING)
                                .messages())))
                        .toList());
    }

    @Override
    public boolean hasQueue(String vhost, String name) {
        return objects.hasQueue(vhost, name);
    }

    @Override
    public Optional<List<BindingBody>> bindings(@Nullable String vhost) {
        return all(vhost, objects::bindings, CoreObjectView::body);
    }

    private <T, B> Optional<List<B>> all(
            @Nullable String vhost, Function<String, Optional<List<T>>> list, Function<T, B> body) {
        if (vhost != null) {
            return list.apply(vhost).map(found -> found.stream().map(body).toList());
        }
        Stream<T> everywhere = access.virtualHosts().stream()
                .map(VirtualHostInfo::name)
                .flatMap(host -> list.apply(host).stream())
                .flatMap(List::stream);
        return Optional.of(everywhere.map(body).toList());
    }

    @Override
    public List<BindingBody> bindingsFrom(String vhost, String exchange) {
        return objects.bindingsFrom(vhost, exchange).stream()
                .map(CoreObjectView::body)
                .toList();
    }

    @Override
    public List<BindingBody> bindingsTo(String vhost, boolean isExchange, String name) {
        List<BindingInfo> found =
                isExchange ? objects.bindingsToExchange(vhost, name) : objects.bindingsToQueue(vhost, name);
        return found.stream().map(CoreObjectView::body).toList();
    }

    private static ExchangeBody body(ExchangeInfo exchange) {
        return new ExchangeBody(
                exchange.name(),
                exchange.vhost(),
                exchange.type(),
                exchange.durable(),
                exchange.autoDelete(),
                exchange.internal(),
                exchange.arguments(),
                exchange.policy());
    }

    static BindingBody body(BindingInfo binding) {
        boolean bare = binding.arguments().isEmpty();
        return new BindingBody(
                binding.source(),
                binding.vhost(),
                binding.destination(),
                binding.toExchange() ? "exchange" : "queue",
                binding.routingKey(),
                binding.arguments(),
                bare
                        ? PropertiesKey.of(binding.routingKey())
                        : PropertiesKey.of(binding.routingKey(), binding.argumentsHash()));
    }
}
