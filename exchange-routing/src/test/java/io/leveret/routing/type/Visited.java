package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A message at one exchange, whose bindings are plain texts; notes what matched. */
final class Visited implements MessageVisit<String> {

    private final List<ShortString> routingKeys;
    private final FieldTable headers;
    private final List<String> matches = new ArrayList<>();

    private Visited(List<ShortString> routingKeys, FieldTable headers) {
        this.routingKeys = routingKeys;
        this.headers = headers;
    }

    /** What the table finds for a message with these keys and no headers, in the order of the reports. */
    static List<String> by(BindingTable<String> table, String... routingKeys) {
        return by(table, Arrays.stream(routingKeys).map(ShortString::of).toArray(ShortString[]::new));
    }

    static List<String> by(BindingTable<String> table, ShortString... routingKeys) {
        return new Visited(List.of(routingKeys), FieldTable.EMPTY).matchesIn(table);
    }

    /** What the table finds for a message with these headers and an empty key. */
    static List<String> by(BindingTable<String> table, FieldTable headers) {
        return new Visited(List.of(ShortString.EMPTY), headers).matchesIn(table);
    }

    static List<String> allIn(BindingTable<String> table) {
        List<String> bindings = new ArrayList<>();
        table.forEach(bindings::add);
        return bindings;
    }

    private List<String> matchesIn(BindingTable<String> table) {
        table.match(this);
        return matches;
    }

    @Override
    public List<ShortString> routingKeys() {
        return routingKeys;
    }

    @Override
    public FieldTable headers() {
        return headers;
    }

    @Override
    public void matched(String binding) {
        matches.add(binding);
    }
}
