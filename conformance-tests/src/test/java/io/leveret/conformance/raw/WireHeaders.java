package io.leveret.conformance.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of a message as they stood on the wire, written as text with the letter of each field's type:
 * {@code "count l 1, queues A[S one, S two], nested F{key t 1}"}. The clients' tables forget the order and some of the
 * types. Throws AssertionError on a type that is not RabbitMQ's.
 */
public final class WireHeaders {

    private static final int CONTENT_TYPE = 1 << 15;
    private static final int CONTENT_ENCODING = 1 << 14;
    private static final int HEADERS = 1 << 13;

    private WireHeaders() {}

    /** Of property flags and property list; "none" where there is no headers table. */
    public static String of(byte[] propertyBytes) {
        ByteBuffer in = ByteBuffer.wrap(propertyBytes);
        int flags = Short.toUnsignedInt(in.getShort());
        if ((flags & CONTENT_TYPE) != 0) {
            shortString(in);
        }
        if ((flags & CONTENT_ENCODING) != 0) {
            shortString(in);
        }
        return (flags & HEADERS) == 0 ? "none" : table(part(in));
    }

    private static String table(ByteBuffer in) {
        List<String> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            entries.add(shortString(in) + " " + value(in));
        }
        return String.join(", ", entries);
    }

    private static String array(ByteBuffer in) {
        List<String> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(value(in));
        }
        return String.join(", ", values);
    }

    private static String value(ByteBuffer in) {
        char type = (char) in.get();
        return switch (type) {
            case 'A' -> "A[" + array(part(in)) + "]";
            case 'F' -> "F{" + table(part(in)) + "}";
            case 'V' -> "V";
            default -> type + " " + simpleValue(type, in);
        };
    }

    private static Object simpleValue(char type, ByteBuffer in) {
        return switch (type) {
            case 't', 'b' -> in.get();
            case 'B' -> Byte.toUnsignedInt(in.get());
            case 's' -> in.getShort();
            case 'u' -> Short.toUnsignedInt(in.getShort());
            case 'I' -> in.getInt();
            case 'i' -> Integer.toUnsignedLong(in.getInt());
            case 'l', 'L', 'T' -> in.getLong();
            case 'f' -> in.getFloat();
            case 'd' -> in.getDouble();
            case 'D' -> in.get() + "/" + in.getInt();
            case 'S', 'x' -> StandardCharsets.UTF_8.decode(part(in)).toString();
            default -> throw new AssertionError("no field type of RabbitMQ: " + type);
        };
    }

    private static String shortString(ByteBuffer in) {
        return text(in, Byte.toUnsignedInt(in.get()));
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = in.getInt();
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }
}
