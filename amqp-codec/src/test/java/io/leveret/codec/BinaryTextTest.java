package io.leveret.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts were printed by Erlang/OTP 25. */
class BinaryTextTest {
    @Test
    void printsNumbersWhateverTheBytes() {
        assertThat(numbers("abc")).isEqualTo("<<97,98,99>>");
        assertThat(numbers("")).isEqualTo("<<>>");
        assertThat(numbers("\u0000\u00ff")).isEqualTo("<<0,255>>");
    }

    @Test
    void printsPrintableBytesAsText() {
        assertThat(readable("abc")).isEqualTo("<<\"abc\">>");
        assertThat(readable("")).isEqualTo("<<>>");
        assertThat(readable("\u00e9\u00a0\u00ff")).isEqualTo("<<\"\u00e9\u00a0\u00ff\">>");
        assertThat(readable("a\n\t\u001b\b\u000b\f\r\"\\")).isEqualTo("<<\"a\\n\\t\\e\\b\\v\\f\\r\\\"\\\\\">>");
    }

    @Test
    void printsOtherBytesAsNumbers() {
        assertThat(readable("a\u0000")).isEqualTo("<<97,0>>");
        assertThat(readable("\u0080\u009f")).isEqualTo("<<128,159>>");
        assertThat(readable("\u007f")).isEqualTo("<<127>>");
    }

    /** Bytes, characters that stand before them, and how many numbers Erlang puts on the first line. */
    @ParameterizedTest
    @CsvSource({
        "'100,102,104,106,108,110,112,114,116,118,120,122,124,126,128,130', 26, 12",
        "'1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1', 26, 16",
        "'1,2,3,130,130,130,130,130,130,130,130,130,130,130,130,130', 26, 14",
        "'0,10,10,130,130,130,130,130,130,130,130,130,130,130,130,130', 26, 13",
        "'10,10,10,10,10,10,10,10,10,10,10,10,10,10,130,130', 26, 16",
        "'130,130,130,130,130,130,130,130,130,130,130,130,130,130', 21, 14",
        "'130,130,130,130,130,130,130,130,130,130,130,130,130,130,130', 21, 14",
    })
    void breaksALineWhereErlangDoes(String list, int column, int onFirstLine) {
        String[] numbers = list.split(",", -1);
        byte[] data = new byte[numbers.length];
        StringBuilder expected = new StringBuilder("<<");
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) Integer.parseInt(numbers[i]);
            expected.append(i == onFirstLine ? "\n" + " ".repeat(column + 2) : "")
                    .append(numbers[i]);
            expected.append(i == data.length - 1 ? ">>" : ",");
        }
        assertThat(BinaryText.readable(data, column)).isEqualTo(expected.toString());
    }

    @Test
    void stopsLongBeforeAReplyTextIsFull() {
        String many = "a".repeat(100_000);
        assertThat(numbers(many)).hasSizeBetween(255, 310);
        assertThat(readable(many)).hasSizeBetween(255, 310);
        assertThat(readable(many + "\u0000")).hasSizeBetween(255, 310).startsWith("<<97,");
    }

    private static String readable(String latin1) {
        return BinaryText.readable(latin1.getBytes(ISO_8859_1));
    }

    private static String numbers(String latin1) {
        byte[] data = latin1.getBytes(ISO_8859_1);
        String text = BinaryText.numbers(data, 0, data.length);
        assertThat(BinaryText.numbers(Unpooled.wrappedBuffer(data), 0, data.length))
                .isEqualTo(text);
        return text;
    }
}
