package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A virtual host as three plain collections, changed in place and searched from end to end. */
final class NaiveHouse {

    final Map<ShortString, Exchange> exchanges = new LinkedHashMap<>();
    final Map<ShortString, ShortString> policyAlternates = new HashMap<>();
    final List<TestQueue> queues = new ArrayList<>();
    final List<Binding<TestQueue>> bindings = new ArrayList<>();

    NaiveHouse() {}

    NaiveHouse(NaiveHouse other) {
        exchanges.putAll(other.exchanges);
        policyAlternates.putAll(other.policyAlternates);
        queues.addAll(other.queues);
        bindings.addAll(other.bindings);
    }

    @Nullable
    TestQueue queue(ShortString name) {
        for (TestQueue queue : queues) {
            if (queue.name().equals(name)) {
                return queue;
            }
        }
        return null;
    }

    void bind(Binding<TestQueue> binding) {
        if (!bindings.contains(binding)) {
            bindings.add(binding);
        }
    }

    void unbind(Binding<TestQueue> binding) {
        if (bindings.remove(binding)) {
            removeIfAbandoned(binding.source());
        }
    }

    void removeQueue(TestQueue queue) {
        queues.remove(queue);
        for (Binding<TestQueue> binding : List.copyOf(bindings)) {
            if (isTo(queue, binding)) {
                unbind(binding);
            }
        }
    }

    void removeExchange(ShortString name) {
        exchanges.remove(name);
        policyAlternates.remove(name);
        bindings.removeIf(binding -> binding.source().equals(name));
        for (Binding<TestQueue> binding : List.copyOf(bindings)) {
            if (isTo(name, binding)) {
                unbind(binding);
            }
        }
    }

    Set<TestQueue> route(ShortString exchange, List<ShortString> keys, FieldTable headers) {
        Set<TestQueue> found = new HashSet<>();
        if (exchange.isEmpty()) {
            for (TestQueue queue : queues) {
                if (keys.contains(queue.name())) {
                    found.add(queue);
                }
            }
        } else {
            route(exchange, keys, headers, found, new HashSet<>());
        }
        return found;
    }

    List<Binding<TestQueue>> from(ShortString exchange) {
        return bindings.stream()
                .filter(binding -> binding.source().equals(exchange))
                .toList();
    }

    List<Binding<TestQueue>> to(TestQueue queue) {
        return bindings.stream().filter(binding -> isTo(queue, binding)).toList();
    }

    List<Binding<TestQueue>> to(ShortString exchange) {
        return bindings.stream().filter(binding -> isTo(exchange, binding)).toList();
    }

    private void route(
            ShortString name,
            List<ShortString> keys,
            FieldTable headers,
            Set<TestQueue> found,
            Set<ShortString> visited) {
        Exchange exchange = exchanges.get(name);
        if (exchange == null || !visited.add(name)) {
            return;
        }
        boolean matched = false;
        for (Binding<TestQueue> binding : from(name)) {
            if (matchesAny(exchange.type(), binding, keys, headers)) {
                matched = true;
                if (binding.destination() instanceof Destination.ToQueue<TestQueue> to) {
                    found.add(to.queue());
                } else {
                    route(binding.destination().name(), keys, headers, found, visited);
                }
            }
        }
        ShortString alternate = alternate(exchange);
        if (!matched && alternate != null) {
            route(alternate, keys, headers, found, visited);
        }
    }

    private @Nullable ShortString alternate(Exchange exchange) {
        ShortString declared = exchange.alternateExchange();
        return declared != null ? declared : policyAlternates.get(exchange.name());
    }

    private void removeIfAbandoned(ShortString name) {
        Exchange exchange = exchanges.get(name);
        if (exchange != null && exchange.autoDelete() && from(name).isEmpty()) {
            removeExchange(name);
        }
    }

    private static boolean matchesAny(
            ExchangeType type, Binding<TestQueue> binding, List<ShortString> keys, FieldTable headers) {
        return keys.stream().anyMatch(key -> ReferenceMatch.matches(type, binding, key.toString(), headers));
    }

    private static boolean isTo(TestQueue queue, Binding<TestQueue> binding) {
        return binding.destination() instanceof Destination.ToQueue<TestQueue> to && to.queue() == queue;
    }

    private static boolean isTo(ShortString exchange, Binding<TestQueue> binding) {
        return binding.destination() instanceof Destination.ToExchange<TestQueue> to
                && to.exchange().equals(exchange);
    }
}
