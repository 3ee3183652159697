package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Type {@code headers}, AMQP 0-9-1 section 3.1.3.4: the routing key counts for nothing, the binding's arguments say
 * which headers a message must have. Every message is held against every binding, so a match costs O(bindings).
 */
final class HeadersBindings<B> implements BindingTable<B> {

    private static final HeadersBindings<?> EMPTY = new HeadersBindings<>(PersistentMap.empty());

    private final PersistentMap<B, HeadersPattern> patterns;

    private HeadersBindings(PersistentMap<B, HeadersPattern> patterns) {
        this.patterns = patterns;
    }

    @SuppressWarnings("unchecked") // the empty table holds nothing of any type
    static <B> HeadersBindings<B> empty() {
        return (HeadersBindings<B>) EMPTY;
    }

    @Override
    public HeadersBindings<B> with(ShortString routingKey, FieldTable arguments, B binding) {
        return new HeadersBindings<>(patterns.with(binding, HeadersPattern.of(arguments)));
    }

    @Override
    public HeadersBindings<B> without(ShortString routingKey, B binding) {
        return new HeadersBindings<>(patterns.without(binding));
    }

    @Override
    public void match(MessageVisit<B> visit) {
        if (patterns.isEmpty()) {
            return;
        }
        Map<ShortString, FieldValue> headers = byName(visit.headers());
        patterns.forEach((binding, pattern) -> {
            if (pattern.matches(headers)) {
                visit.matched(binding);
            }
        });
    }

    @Override
    public boolean readsHeaders() {
        return true;
    }

    @Override
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super B> action) {
        patterns.forEach((binding, pattern) -> action.accept(binding));
    }

    /** A table may name a header twice; then the first one counts, as in RabbitMQ. */
    private static Map<ShortString, FieldValue> byName(FieldTable headers) {
        Map<ShortString, FieldValue> byName = new HashMap<>();
        for (FieldTable.Entry header : headers.entries()) {
            byName.putIfAbsent(header.name(), header.value());
        }
        return byName;
    }
}
