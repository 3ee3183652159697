package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random names, keys and tables, from so few values that they often meet. */
final class RoutingChances {

    private static final List<String> KEY_WORDS = List.of("a", "b", "", "a", "b", "*", "#");
    private static final List<String> PATTERN_WORDS = List.of("a", "b", "", "*", "*", "#", "#", "#x");
    private static final List<String> MATCH_KINDS = List.of("all", "any", "all-with-x", "any-with-x");
    private static final List<String> HEADER_NAMES = List.of("a", "b", "c", "x-a");

    private final Random random;

    RoutingChances(Random random) {
        this.random = random;
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    ShortString exchangeName() {
        return ShortString.of("x" + random.nextInt(6));
    }

    ShortString queueName() {
        return ShortString.of("q" + random.nextInt(6));
    }

    Exchange exchange(ShortString name) {
        FieldTable.Builder arguments = FieldTable.builder();
        if (oneIn(3)) {
            arguments.put("alternate-exchange", exchangeName().toString());
        }
        ExchangeType type = oneOf(List.of(ExchangeType.values()));
        return new Exchange(name, type, oneIn(2), oneIn(2), oneIn(4), arguments.build());
    }

    ShortString bindingKey() {
        return key(PATTERN_WORDS);
    }

    /** Mostly one; a queue's name from time to time, which is what the default exchange routes by. */
    List<ShortString> routingKeys() {
        List<ShortString> keys = new ArrayList<>();
        do {
            keys.add(oneIn(5) ? queueName() : key(KEY_WORDS));
        } while (oneIn(4));
        return keys;
    }

    FieldTable bindingArguments() {
        FieldTable.Builder arguments = FieldTable.builder();
        if (oneIn(2)) {
            return arguments.build();
        }
        if (oneIn(2)) {
            arguments.put("x-match", oneOf(MATCH_KINDS));
        }
        putSome(arguments);
        return arguments.build();
    }

    FieldTable headers() {
        FieldTable.Builder headers = FieldTable.builder();
        putSome(headers);
        return headers.build();
    }

    private void putSome(FieldTable.Builder table) {
        for (String name : HEADER_NAMES) {
            if (oneIn(2)) {
                table.put(name, value());
            }
        }
    }

    private FieldValue value() {
        return switch (random.nextInt(6)) {
            case 0 -> new FieldValue.Int32(1);
            case 1 -> new FieldValue.Int8(1);
            case 2 -> new FieldValue.Int64(2);
            case 3 -> new FieldValue.Bool(true);
            case 4 -> FieldValue.LongString.of("1");
            default -> new FieldValue.Void();
        };
    }

    private ShortString key(List<String> words) {
        List<String> key = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            key.add(oneOf(words));
        }
        return ShortString.of(String.join(".", key));
    }
}
