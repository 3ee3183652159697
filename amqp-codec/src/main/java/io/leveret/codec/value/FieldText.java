package io.leveret.codec.value;

import io.leveret.codec.BinaryText;
import io.leveret.codec.value.FieldValue.Array;
import io.leveret.codec.value.FieldValue.Bool;
import io.leveret.codec.value.FieldValue.Bytes;
import io.leveret.codec.value.FieldValue.Decimal;
import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.IntegerValue;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.FieldValue.Table;
import io.leveret.codec.value.FieldValue.Timestamp;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Values as they stand in RabbitMQ's reply texts: strings and numbers plain, everything else in Erlang's notation, for
 * example {@code [{<<"key">>,longstr,<<"value">>}]} for a table.
 *
 * <p>A reply text is cut to 255 bytes, so tables and arrays stop growing after about {@value #CHARS_MAX} characters.
 */
final class FieldText {
    private static final int CHARS_MAX = 300;

    private FieldText() {}

    static String render(FieldValue value) {
        if (value instanceof LongString s) {
            return s.toString();
        }
        if (value instanceof Bytes b) {
            return new String(b.bytes(), StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        appendTerm(text, value);
        return text.toString();
    }

    static void appendTable(StringBuilder text, FieldTable table) {
        text.append('[');
        String separator = "";
        for (FieldTable.Entry entry : table.entries()) {
            if (text.length() > CHARS_MAX) {
                break;
            }
            text.append(separator)
                    .append('{')
                    .append(BinaryText.readable(entry.name().toByteArray()))
                    .append(',');
            text.append(entry.value().typeName()).append(',');
            appendTerm(text, entry.value());
            text.append('}');
            separator = ",";
        }
        text.append(']');
    }

    private static void appendArray(StringBuilder text, Array array) {
        text.append('[');
        String separator = "";
        for (FieldValue value : array.values()) {
            if (text.length() > CHARS_MAX) {
                break;
            }
            text.append(separator).append('{').append(value.typeName()).append(',');
            appendTerm(text, value);
            text.append('}');
            separator = ",";
        }
        text.append(']');
    }

    private static void appendTerm(StringBuilder text, FieldValue value) {
        if (value instanceof Table t) {
            appendTable(text, t.table());
        } else if (value instanceof Array a) {
            appendArray(text, a);
        } else if (value instanceof LongString s) {
            text.append(BinaryText.readable(s.bytes()));
        } else if (value instanceof Bytes b) {
            text.append(BinaryText.readable(b.bytes()));
        } else {
            text.append(scalar(value));
        }
    }

    private static String scalar(FieldValue value) {
        if (value instanceof IntegerValue i) {
            return Long.toString(i.longValue());
        }
        if (value instanceof Bool b) {
            return Boolean.toString(b.value());
        }
        if (value instanceof Timestamp t) {
            return Long.toUnsignedString(t.seconds());
        }
        if (value instanceof Decimal d) {
            return "{" + d.scale() + "," + d.unscaled() + "}";
        }
        if (value instanceof Float32 f) {
            return floating(f.value());
        }
        if (value instanceof Float64 d) {
            return floating(d.value());
        }
        return "undefined";
    }

    /** Erlang's notation: the shorter of plain and scientific, always with a point, plain if both are equally long. */
    private static String floating(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String plain = exact.toPlainString();
        if (exact.scale() <= 0) {
            plain += ".0";
        }
        String digits = exact.unscaledValue().toString();
        String fraction = digits.length() == 1 ? "0" : digits.substring(1);
        int exponent = digits.length() - 1 - exact.scale();
        String scientific = digits.charAt(0) + "." + fraction + "e" + exponent;
        return (value < 0 ? "-" : "") + (plain.length() <= scientific.length() ? plain : scientific);
    }
}
