package io.leveret.broker.vhost;

import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The rules by which RabbitMQ compares and refuses the {@code x-} arguments of a declare. */
final class Arguments {

    private Arguments() {}

    /**
     * Checks that a redeclare agrees with what is there in each of the arguments named.
     *
     * @param thing {@code queue 'x' in vhost '/'}
     * @throws ChannelException 406 for the first that differs
     */
    static void requireSame(Collection<String> names, FieldTable current, FieldTable received, String thing) {
        for (String name : names) {
            FieldValue is = current.get(name);
            FieldValue asked = received.get(name);
            boolean same = (is == null || asked == null) ? is == asked : isSame(is, asked);
            if (same) {
                continue;
            }
            throw failed("inequivalent arg '" + name + "' for " + thing + ": " + difference(is, asked));
        }
    }

    /** Other than in a headers exchange, 1 and 1.0 are different. */
    private static boolean isSame(FieldValue current, FieldValue received) {
        return current.sameValue(received) && isWhole(current) == isWhole(received);
    }

    private static boolean isWhole(FieldValue value) {
        return value instanceof FieldValue.IntegerValue;
    }

    private static String difference(@Nullable FieldValue current, @Nullable FieldValue received) {
        if (current == null && received != null) {
            return "received " + typed(received) + " but current is none";
        }
        if (received == null && current != null) {
            return "received none but current is " + typed(current);
        }
        return "received " + quoted(received) + " but current is " + quoted(current);
    }

    private static String quoted(@Nullable FieldValue value) {
        return value == null || value instanceof FieldValue.Void ? "none" : "'" + value.render() + "'";
    }

    private static String typed(FieldValue value) {
        return "the value '" + value.render() + "' of type '" + value.typeName() + "'";
    }

    /** Checks a flag of a redeclare. */
    static void requireSame(String flag, boolean current, boolean received, String thing) {
        requireSame(flag, Boolean.toString(current), Boolean.toString(received), thing);
    }

    /** Checks a property of a redeclare. */
    static void requireSame(String property, String current, String received, String thing) {
        if (!current.equals(received)) {
            throw failed("inequivalent arg '" + property + "' for " + thing + ": received '" + received
                    + "' but current is '" + current + "'");
        }
    }

    /** The value of an argument that must be a whole number. */
    static long integer(FieldValue value, String name, String thing) {
        if (value instanceof FieldValue.IntegerValue number) {
            return number.longValue();
        }
        throw invalid(name, thing, "\"expected integer, got " + value.typeName() + "\"");
    }

    /** 406 for an argument whose value cannot be used. */
    static ChannelException invalid(String name, String thing, String why) {
        return failed("invalid arg '" + name + "' for " + thing + ": " + why);
    }

    static ChannelException failed(String explanation) {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, explanation);
    }
}
