package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentSet;
import java.util.function.Consumer;

/** Type {@code fanout}, AMQP 0-9-1 section 3.1.3.2: every binding matches, whatever its key. */
final class FanoutBindings<B> implements BindingTable<B> {

    private static final FanoutBindings<?> EMPTY = new FanoutBindings<>(PersistentSet.empty());

    private final PersistentSet<B> bindings;

    private FanoutBindings(PersistentSet<B> bindings) {
        this.bindings = bindings;
    }

    @SuppressWarnings("unchecked") // the empty table holds nothing of any type
    static <B> FanoutBindings<B> empty() {
        return (FanoutBindings<B>) EMPTY;
    }

    @Override
    public FanoutBindings<B> with(ShortString routingKey, FieldTable arguments, B binding) {
        return new FanoutBindings<>(bindings.with(binding));
    }

    @Override
    public FanoutBindings<B> without(ShortString routingKey, B binding) {
        return new FanoutBindings<>(bindings.without(binding));
    }

    @Override
    public void match(MessageVisit<B> visit) {
        bindings.forEach(visit::matched);
    }

    @Override
    public boolean isEmpty() {
        return bindings.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super B> action) {
        bindings.forEach(action);
    }
}
