package io.leveret.codec.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable.Entry;
import io.leveret.codec.value.FieldValue.Bool;
import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.Int64;
import io.leveret.codec.value.FieldValue.Timestamp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTableTest {
    static Stream<Entry> everyType() {
        return FieldSamples.EVERY_TYPE.entries().stream();
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void readsEachTypeAsItWasWritten(Entry entry) {
        roundTrip(FieldTable.builder().put(entry.name(), entry.value()).build());
    }

    @Test
    void readsAllTypesTogether() {
        roundTrip(FieldSamples.EVERY_TYPE);
        roundTrip(FieldTable.EMPTY);
    }

    @Test
    void keepsTheExtremesOfFloatingNumbersAndTime() {
        roundTrip(FieldTable.builder()
                .put("nan", new Float64(Double.NaN))
                .put("inf", new Float32(Float.NEGATIVE_INFINITY))
                .put("min", new Float64(Double.MIN_VALUE))
                .put("zero", new Float64(-0.0))
                .put("late", new Timestamp(-1))
                .build());
    }

    @Test
    void readsBothTagsOfLongIntegers() {
        byte[] data = {1, 'a', 'L', 0, 0, 0, 0, 0, 0, 0, 5, 1, 'b', 'l', -1, -1, -1, -1, -1, -1, -1, -1};
        FieldTable table = FieldTable.decode(data, 0, data.length);
        assertThat(table.get("a")).isEqualTo(new Int64(5));
        assertThat(table.get("b")).isEqualTo(new Int64(-1));
    }

    @Test
    void readsEveryOctetButZeroAsTrue() {
        byte[] data = {1, 'a', 't', 2, 1, 'b', 't', 0};
        FieldTable table = FieldTable.decode(data, 0, data.length);
        assertThat(table.get("a")).isEqualTo(new Bool(true));
        assertThat(table.get("b")).isEqualTo(new Bool(false));
    }

    @Test
    void keepsOrderAndRepeatedNamesAndAnswersTheFirst() {
        FieldTable table =
                FieldTable.builder().put("b", 1).put("a", 2).put("b", 3).build();
        FieldTable read = roundTrip(table);
        assertThat(read.entries()).isEqualTo(table.entries());
        assertThat(read.get("b")).isEqualTo(new FieldValue.Int32(1));
        assertThat(read.get(ShortString.of("a"))).isEqualTo(new FieldValue.Int32(2));
        assertThat(read.get("c")).isNull();
        assertThat(read.get(ShortString.of("c"))).isNull();
    }

    @Test
    void isEqualWhateverTheOrder() {
        FieldTable table = FieldTable.builder().put("a", 1).put("b", true).build();
        FieldTable turned = FieldTable.builder().put("b", true).put("a", 1).build();
        assertThat(table).isEqualTo(turned).hasSameHashCodeAs(turned);
        assertThat(table)
                .isNotEqualTo(FieldTable.builder().put("a", 1).build())
                .isNotEqualTo(FieldTable.builder().put("a", 1).put("b", false).build())
                .isNotEqualTo(FieldTable.builder().put("a", 1L).put("b", true).build())
                .isNotEqualTo("a");
        assertThat(FieldTable.builder().put("a", 1).put("a", 2).build())
                .isNotEqualTo(FieldTable.builder().put("a", 2).put("a", 1).build());
    }

    @Test
    void buildsOneEmptyTable() {
        assertThat(FieldTable.builder().build()).isSameAs(FieldTable.EMPTY);
        assertThat(FieldTable.decode(new byte[0], 0, 0)).isSameAs(FieldTable.EMPTY);
        assertThat(FieldTable.EMPTY.isEmpty()).isTrue();
        assertThat(FieldTable.EMPTY.size()).isZero();
    }

    @Test
    void printsAsErlangDoes() {
        assertThat(FieldTable.builder().put("n", 1).build()).hasToString("[{<<\"n\">>,signedint,1}]");
    }

    @Test
    void readsTheDeepestNestingThatIsAllowed() {
        roundTrip(FieldSamples.nestedTables(FieldTable.DEPTH_MAX));
        roundTrip(FieldSamples.nestedArrays(FieldTable.DEPTH_MAX));
    }

    @Test
    void readsTwentyThousandFields() {
        FieldTable.Builder builder = FieldTable.builder();
        for (int i = 0; i < 20_000; i++) {
            builder.put("key-" + i, i);
        }
        assertThat(roundTrip(builder.build()).get("key-19999")).isEqualTo(new FieldValue.Int32(19_999));
    }

    /** Writes, measures, reads from buffer and array, and writes again. */
    private static FieldTable roundTrip(FieldTable table) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(7);
        table.writeTo(out);
        byte[] data = ByteBufUtil.getBytes(out);
        int length = data.length - 1 - Integer.BYTES;
        assertThat(out.getInt(1)).isEqualTo(length);
        assertThat(table.encodedLength()).isEqualTo(length);

        FieldTable read = FieldTable.decode(out, 5, length);
        assertThat(read.entries()).isEqualTo(table.entries());
        assertThat(read).isEqualTo(table).hasSameHashCodeAs(table);
        assertThat(FieldTable.decode(data, 5, length).entries()).isEqualTo(List.copyOf(table.entries()));
        assertThat(FieldWalker.table(data, 5, data.length, 1)).isEqualTo(data.length);

        ByteBuf again = Unpooled.buffer();
        read.writeTo(again);
        assertThat(again).isEqualTo(out.slice(1, out.readableBytes() - 1));
        return read;
    }
}
