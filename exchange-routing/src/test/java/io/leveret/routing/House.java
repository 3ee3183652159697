package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Builds a topology step by step in a test's own words, and routes through it. */
final class House {

    private Topology<TestQueue> topology = Topology.empty();

    static ShortString name(String text) {
        return ShortString.of(text);
    }

    static Exchange exchange(String name, ExchangeType type) {
        return new Exchange(name(name), type, true, false, false, FieldTable.EMPTY);
    }

    static Exchange autoDelete(String name) {
        return new Exchange(name(name), ExchangeType.FANOUT, false, true, false, FieldTable.EMPTY);
    }

    static Exchange withAlternate(String name, ExchangeType type, String alternate) {
        FieldTable arguments =
                FieldTable.builder().put("alternate-exchange", alternate).build();
        return new Exchange(name(name), type, true, false, false, arguments);
    }

    static Binding<TestQueue> toQueue(String source, TestQueue queue, String key) {
        return new Binding<>(name(source), new Destination.ToQueue<>(queue), name(key), FieldTable.EMPTY);
    }

    static Binding<TestQueue> toExchange(String source, String destination, String key) {
        return new Binding<>(
                name(source), new Destination.ToExchange<>(name(destination)), name(key), FieldTable.EMPTY);
    }

    Topology<TestQueue> topology() {
        return topology;
    }

    House add(Exchange... exchanges) {
        for (Exchange exchange : exchanges) {
            topology = topology.withExchange(exchange);
        }
        return this;
    }

    TestQueue addQueue(String name) {
        TestQueue queue = new TestQueue(name);
        topology = topology.withQueue(queue);
        return queue;
    }

    /** Binds a queue that is declared if need be. */
    House bind(String source, String queue, String key) {
        return bind(source, queue, key, FieldTable.EMPTY);
    }

    House bind(String source, String queue, String key, FieldTable arguments) {
        TestQueue known = topology.queue(name(queue));
        Destination<TestQueue> destination =
                new Destination.ToQueue<>(Objects.requireNonNullElseGet(known, () -> addQueue(queue)));
        topology = topology.withBinding(new Binding<>(name(source), destination, name(key), arguments));
        return this;
    }

    House bindExchange(String source, String destination, String key) {
        topology = topology.withBinding(toExchange(source, destination, key));
        return this;
    }

    Route<TestQueue> route(String exchange, String... keys) {
        List<ShortString> routingKeys = Arrays.stream(keys).map(ShortString::of).toList();
        return Router.route(topology, name(exchange), routingKeys, () -> FieldTable.EMPTY);
    }

    List<String> namesOf(String exchange, String... keys) {
        return route(exchange, keys).queues().stream().map(TestQueue::toString).toList();
    }
}
