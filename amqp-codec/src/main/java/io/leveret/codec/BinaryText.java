package io.leveret.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/**
 * Bytes as RabbitMQ prints them in its texts, which is Erlang's notation for a binary. There are two forms, and each text
 * uses one of them:
 *
 * <ul>
 *   <li>numbers: {@code <<97,98,99>>};
 *   <li>readable: {@code <<"abc">>} if every byte is a printable Latin-1 character, otherwise numbers.
 * </ul>
 *
 * <p>A reply text carries 255 bytes, so at most about {@value #CHARS_MAX} characters are produced however long the input.
 */
public final class BinaryText {
    private static final int CHARS_MAX = 300;
    private static final int LINE_CHARS_MAX = 80;
    private static final String ESCAPED = "\b\t\n\u000b\f\r\u001b\"\\";
    private static final String ESCAPES = "btnvfre\"\\";

    private BinaryText() {}

    /** The bytes as numbers; reads by absolute index. */
    public static String numbers(ByteBuf buf, int index, int length) {
        byte[] shown = new byte[Math.min(length, CHARS_MAX)];
        buf.getBytes(index, shown);
        return numbers(shown, 0, shown.length);
    }

    /** The bytes as numbers. */
    public static String numbers(byte[] data, int offset, int length) {
        return numbers(data, offset, length, Integer.MIN_VALUE);
    }

    /** The readable form on one line. */
    public static String readable(byte[] data) {
        return readable(data, Integer.MIN_VALUE);
    }

    /**
     * The readable form where {@code column} characters stand before it. Erlang breaks numbers that would pass column 80
     * and indents the next line to the first number, so these texts do, too.
     */
    public static String readable(byte[] data, int column) {
        int shown = Math.min(data.length, CHARS_MAX);
        if (shown == 0) {
            return "<<>>";
        }
        return isPrintable(data) ? quoted(data, shown) : numbers(data, 0, shown, column + 2);
    }

    private static String numbers(byte[] data, int offset, int length, int indent) {
        StringBuilder text = new StringBuilder("<<");
        int column = indent;
        for (int i = 0; i < length; i++) {
            if (text.length() > CHARS_MAX) {
                return text.append("...").toString();
            }
            boolean last = i == length - 1;
            String number = (data[offset + i] & 0xFF) + (last ? ">>" : ",");
            if (i > 0 && column + number.length() > (last ? LINE_CHARS_MAX : LINE_CHARS_MAX - 1)) {
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            }
            text.append(number);
            column += number.length();
        }
        return length == 0 ? "<<>>" : text.toString();
    }

    private static String quoted(byte[] data, int shown) {
        StringBuilder text = new StringBuilder("<<\"");
        String chars = new String(data, 0, shown, ISO_8859_1);
        for (int i = 0; i < chars.length(); i++) {
            int escape = ESCAPED.indexOf(chars.charAt(i));
            if (escape < 0) {
                text.append(chars.charAt(i));
            } else {
                text.append('\\').append(ESCAPES.charAt(escape));
            }
        }
        return text.append("\">>").toString();
    }

    private static boolean isPrintable(byte[] data) {
        for (byte b : data) {
            int c = b & 0xFF;
            boolean graphic = (c >= 0x20 && c < 0x7F) || c >= 0xA0;
            if (!graphic && ESCAPED.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
