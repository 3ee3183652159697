package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import io.leveret.routing.map.PersistentSet;
import java.util.List;
import java.util.function.Consumer;

/** Type {@code direct}, AMQP 0-9-1 section 3.1.3.1: the routing key is the binding key. */
final class DirectBindings<B> implements BindingTable<B> {

    private static final DirectBindings<?> EMPTY = new DirectBindings<>(PersistentMap.empty());

    /** No key has an empty set. */
    private final PersistentMap<ShortString, PersistentSet<B>> byKey;

    private DirectBindings(PersistentMap<ShortString, PersistentSet<B>> byKey) {
        this.byKey = byKey;
    }

    @SuppressWarnings("unchecked") // the empty table holds nothing of any type
    static <B> DirectBindings<B> empty() {
        return (DirectBindings<B>) EMPTY;
    }

    @Override
    public DirectBindings<B> with(ShortString routingKey, FieldTable arguments, B binding) {
        return new DirectBindings<>(byKey.with(routingKey, bindings(routingKey).with(binding)));
    }

    @Override
    public DirectBindings<B> without(ShortString routingKey, B binding) {
        PersistentSet<B> left = bindings(routingKey).without(binding);
        return new DirectBindings<>(left.isEmpty() ? byKey.without(routingKey) : byKey.with(routingKey, left));
    }

    @Override
    public void match(MessageVisit<B> visit) {
        List<ShortString> routingKeys = visit.routingKeys();
        for (int i = 0; i < routingKeys.size(); i++) {
            bindings(routingKeys.get(i)).forEach(visit::matched);
        }
    }

    @Override
    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super B> action) {
        byKey.forEach((routingKey, bindings) -> bindings.forEach(action));
    }

    private PersistentSet<B> bindings(ShortString routingKey) {
        PersistentSet<B> bindings = byKey.get(routingKey);
        return bindings == null ? PersistentSet.empty() : bindings;
    }
}
