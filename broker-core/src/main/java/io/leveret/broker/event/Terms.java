package io.leveret.broker.event;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Values in the form in which RabbitMQ's events show them: as terms of the language it is written in. */
public final class Terms {

    private static final int OCTET = 0xFF;

    private Terms() {}

    /** Each entry as {@code {<<"name">>,type,value}}. */
    public static FieldValue.Array entries(FieldTable table) {
        List<FieldValue> entries = new ArrayList<>(table.size());
        for (FieldTable.Entry entry : table.entries()) {
            entries.add(FieldValue.LongString.of(entry(entry)));
        }
        return new FieldValue.Array(entries);
    }

    private static String entry(FieldTable.Entry entry) {
        return "{" + binary(entry.name().toString()) + "," + entry.value().typeName() + "," + value(entry.value())
                + "}";
    }

    private static String value(FieldValue value) {
        if (value instanceof FieldValue.LongString text) {
            return binary(new String(text.bytes(), StandardCharsets.UTF_8));
        } else if (value instanceof FieldValue.Table nested) {
            StringJoiner entries = new StringJoiner(",", "[", "]");
            nested.table().entries().forEach(entry -> entries.add(entry(entry)));
            return entries.toString();
        } else if (value instanceof FieldValue.Array array) {
            StringJoiner values = new StringJoiner(",", "[", "]");
            array.values().forEach(each -> values.add("{" + each.typeName() + "," + value(each) + "}"));
            return values.toString();
        }
        return value.render();
    }

    private static String binary(String text) {
        return "<<\"" + text + "\">>";
    }

    /** An address as a tuple of numbers: {@code {127,0,0,1}}. */
    public static String address(InetAddress address) {
        byte[] octets = address.getAddress();
        StringJoiner numbers = new StringJoiner(",", "{", "}");
        if (octets.length == 4) {
            for (byte octet : octets) {
                numbers.add(Integer.toString(octet & OCTET));
            }
        } else {
            for (int i = 0; i < octets.length; i += 2) {
                numbers.add(Integer.toString((octets[i] & OCTET) << 8 | (octets[i + 1] & OCTET)));
            }
        }
        return numbers.toString();
    }

    /** A text as the list of its letters' numbers, which is what a string is there. */
    public static FieldValue.Array letters(String text) {
        return new FieldValue.Array(
                text.codePoints().<FieldValue>mapToObj(FieldValue.Int64::new).toList());
    }

    /** Texts. */
    public static FieldValue.Array texts(List<String> texts) {
        return new FieldValue.Array(
                texts.stream().<FieldValue>map(FieldValue.LongString::of).toList());
    }
}
