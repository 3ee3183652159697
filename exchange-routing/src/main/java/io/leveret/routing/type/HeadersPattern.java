package io.leveret.routing.type;

import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one binding of a headers exchange asks of a message.
 *
 * <p>The argument {@code x-match} says how: {@code all} (the default) or {@code any} of the other arguments must be
 * found among the headers, those whose name begins with {@code x-} left out; {@code all-with-x} and {@code any-with-x}
 * count these too. Without any argument to find, {@code all} matches every message and {@code any} none.
 *
 * @param all whether all arguments must be found, or one
 * @param wanted the arguments that count
 */
record HeadersPattern(boolean all, List<FieldTable.Entry> wanted) {

    private static final String MATCH_KIND = "x-match";
    private static final ShortString MATCH_KIND_NAME = ShortString.of(MATCH_KIND);

    /**
     * Reads a binding's arguments.
     *
     * @throws ChannelException PRECONDITION_FAILED if {@code x-match} has none of the four values
     */
    static HeadersPattern of(FieldTable arguments) {
        String kind = matchKind(arguments.get(MATCH_KIND));
        boolean withX = kind.endsWith("-with-x");
        List<FieldTable.Entry> wanted = new ArrayList<>();
        for (FieldTable.Entry argument : arguments.entries()) {
            boolean counts = withX
                    ? !argument.name().equals(MATCH_KIND_NAME)
                    : !argument.name().startsWith("x-");
            if (counts) {
                wanted.add(argument);
            }
        }
        return new HeadersPattern(kind.startsWith("all"), List.copyOf(wanted));
    }

    boolean matches(Map<ShortString, FieldValue> headers) {
        for (FieldTable.Entry argument : wanted) {
            if (isFound(argument, headers) != all) {
                return !all;
            }
        }
        return all;
    }

    private static String matchKind(@Nullable FieldValue value) {
        if (value == null) {
            return "all";
        }
        if (!(value instanceof FieldValue.LongString text)) {
            throw refused("type " + value.typeName() + " (value " + value.render() + "); expected longstr");
        }
        String kind = text.toString();
        return switch (kind) {
            case "all", "any", "all-with-x", "any-with-x" -> kind;
            default ->
                throw refused("value <<" + (kind.isEmpty() ? "" : "\"" + kind + "\"")
                        + ">>; expected all, any, all-with-x, or any-with-x");
        };
    }

    private static ChannelException refused(String what) {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, "Invalid x-match field " + what);
    }

    /** An argument without a value asks only that the header is there. */
    private static boolean isFound(FieldTable.Entry argument, Map<ShortString, FieldValue> headers) {
        FieldValue header = headers.get(argument.name());
        return header != null && (argument.value() instanceof FieldValue.Void || same(argument.value(), header));
    }

    /**
     * By value, within three kinds: numbers and timestamps, text and bytes, and the rest by type. RabbitMQ compares values without their wire type, and clients do not agree on one: pika sends Python's bytes
     * as {@code x}, where others send {@code S}.
     */
    private static boolean same(FieldValue one, FieldValue other) {
        if (isWhole(one) && isWhole(other)) {
            return whole(one) == whole(other);
        }
        if ((isWhole(one) || isFloat(one)) && (isWhole(other) || isFloat(other))) {
            return number(one).sameValue(number(other));
        }
        byte[] text = octets(one);
        byte[] otherText = octets(other);
        if (text != null && otherText != null) {
            return Arrays.equals(text, otherText);
        }
        return one.equals(other);
    }

    private static boolean isWhole(FieldValue value) {
        return value instanceof FieldValue.IntegerValue || value instanceof FieldValue.Timestamp;
    }

    private static FieldValue number(FieldValue value) {
        return isWhole(value) ? new FieldValue.Int64(whole(value)) : value;
    }

    private static long whole(FieldValue value) {
        return value instanceof FieldValue.IntegerValue number
                ? number.longValue()
                : ((FieldValue.Timestamp) value).seconds();
    }

    private static byte @Nullable [] octets(FieldValue value) {
        if (value instanceof FieldValue.LongString text) {
            return text.bytes();
        }
        return value instanceof FieldValue.Bytes bytes ? bytes.bytes() : null;
    }

    private static boolean isFloat(FieldValue value) {
        return value instanceof FieldValue.Float32 || value instanceof FieldValue.Float64;
    }
}
