package io.leveret.broker.vhost;

import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's arguments and its policies say together (BEHAVIOUR section 2.18): of a time or a length the least, else what
 * the arguments say. A policy's setting has the name of the argument without its {@code x-}.
 */
final class EffectiveTerms {

    private static final String PREFIX = "x-";

    private static final List<String> LEAST = List.of(
            QueueArguments.EXPIRES,
            QueueArguments.MESSAGE_TTL,
            LimitArguments.MAX_LENGTH,
            LimitArguments.MAX_LENGTH_BYTES);

    private static final List<String> ARGUMENT_FIRST =
            List.of(DeadLetterArguments.EXCHANGE, DeadLetterArguments.ROUTING_KEY, LimitArguments.OVERFLOW);

    private EffectiveTerms() {}

    /** What validated arguments say alone. */
    static QueueTerms of(FieldTable arguments) {
        return new QueueTerms(
                QueueArguments.messageTtlMs(arguments),
                QueueArguments.expiresMs(arguments),
                LimitArguments.limits(arguments),
                DeadLetterArguments.target(arguments),
                ReplayBounds.of(arguments));
    }

    /** What they say together with a validated definition. */
    static QueueTerms of(FieldTable arguments, FieldTable definition) {
        if (definition.isEmpty()) {
            return of(arguments);
        }
        FieldTable.Builder effective = FieldTable.builder();
        LEAST.forEach(name -> put(effective, name, least(arguments.get(name), definition.get(setting(name)))));
        ARGUMENT_FIRST.forEach(name -> put(effective, name, first(arguments.get(name), definition.get(setting(name)))));
        QueueTerms terms = of(effective.build());
        return new QueueTerms(
                terms.messageTtlMs(),
                terms.expiresMs(),
                terms.limits(),
                terms.deadLetters(),
                ReplayBounds.lesser(ReplayBounds.of(arguments), ReplayBounds.of(definition)));
    }

    private static String setting(String argument) {
        return argument.substring(PREFIX.length());
    }

    private static void put(FieldTable.Builder into, String name, @Nullable FieldValue value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static @Nullable FieldValue first(@Nullable FieldValue argument, @Nullable FieldValue setting) {
        return argument == null ? setting : argument;
    }

    private static @Nullable FieldValue least(@Nullable FieldValue argument, @Nullable FieldValue setting) {
        if (argument instanceof FieldValue.IntegerValue declared
                && setting instanceof FieldValue.IntegerValue said
                && said.longValue() < declared.longValue()) {
            return setting;
        }
        return first(argument, setting);
    }
}
