package io.leveret.codec.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.value.FieldValue.Array;
import io.leveret.codec.value.FieldValue.Bool;
import io.leveret.codec.value.FieldValue.Bytes;
import io.leveret.codec.value.FieldValue.Decimal;
import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.Int16;
import io.leveret.codec.value.FieldValue.Int32;
import io.leveret.codec.value.FieldValue.Int64;
import io.leveret.codec.value.FieldValue.Int8;
import io.leveret.codec.value.FieldValue.IntegerValue;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.FieldValue.Table;
import io.leveret.codec.value.FieldValue.Timestamp;
import io.leveret.codec.value.FieldValue.UInt16;
import io.leveret.codec.value.FieldValue.UInt32;
import io.leveret.codec.value.FieldValue.UInt8;
import io.leveret.codec.value.FieldValue.Void;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldValueTest {
    private static final List<FieldValue> FIVES = List.of(
            new Int8(5),
            new UInt8(5),
            new Int16(5),
            new UInt16(5),
            new Int32(5),
            new UInt32(5),
            new Int64(5),
            new Float32(5),
            new Float64(5));

    private static final List<FieldValue> NO_NUMBERS = List.of(
            new Bool(true),
            LongString.of("5"),
            new Bytes(new byte[] {'5'}),
            new Decimal(0, 5),
            new Timestamp(5),
            new Void(),
            new Array(List.of(new Int32(5))),
            new Table(FieldTable.EMPTY));

    @Test
    void namesEachTypeAsRabbitMqDoes() {
        for (FieldTable.Entry entry : FieldSamples.EVERY_TYPE.entries()) {
            assertThat(entry.value().typeName()).isEqualTo(entry.name().toString());
        }
        assertThat(FieldSamples.EVERY_TYPE.size()).isEqualTo(FieldType.values().length);
    }

    @Test
    void comparesNumbersByValueWhateverTheirType() {
        for (FieldValue a : FIVES) {
            for (FieldValue b : FIVES) {
                assertThat(a.sameValue(b)).as("%s and %s", a, b).isTrue();
            }
            assertThat(a.sameValue(new Int32(6))).isFalse();
            assertThat(a.sameValue(new Float64(5.5))).isFalse();
        }
    }

    @Test
    void comparesEverythingElseByTypeAndValue() {
        for (FieldValue a : NO_NUMBERS) {
            for (FieldValue b : NO_NUMBERS) {
                assertThat(a.sameValue(b)).as("%s and %s", a, b).isEqualTo(a == b);
            }
            for (FieldValue number : FIVES) {
                assertThat(a.sameValue(number)).as("%s and %s", a, number).isFalse();
                assertThat(number.sameValue(a)).as("%s and %s", number, a).isFalse();
            }
        }
        assertThat(LongString.of("5").sameValue(LongString.of("5"))).isTrue();
        assertThat(new Bytes(new byte[] {1}).sameValue(new Bytes(new byte[] {1})))
                .isTrue();
    }

    @Test
    void neverRoundsToCompare() {
        assertThat(new Int64(Long.MAX_VALUE).sameValue(new Float64(0x1p63))).isFalse();
        assertThat(new Int64(Long.MIN_VALUE).sameValue(new Float64(-0x1p63))).isTrue();
        assertThat(new Int64((1L << 53) + 1).sameValue(new Float64(0x1p53))).isFalse();
        assertThat(new Int64(1L << 53).sameValue(new Float64(0x1p53))).isTrue();
        assertThat(new Float32(0.1f).sameValue(new Float64(0.1))).isFalse();
        assertThat(new Float32(0.5f).sameValue(new Float64(0.5))).isTrue();
        assertThat(new Float64(-0.0).sameValue(new Int32(0))).isTrue();
        assertThat(new Float64(Double.NaN).sameValue(new Float64(Double.NaN))).isTrue();
        assertThat(new Int32(0).sameValue(new Float64(Double.NaN))).isFalse();
        assertThat(new Int64(Long.MAX_VALUE).sameValue(new Float64(Double.POSITIVE_INFINITY)))
                .isFalse();
    }

    @Test
    void holdsIntegersOfTheirWireRangeOnly() {
        assertThatThrownBy(() -> new Int8(128)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UInt8(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Int16(-32_769)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UInt16(0x1_0000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UInt32(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Decimal(256, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Decimal(0, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void answersEachIntegerAsLong() {
        assertThat(FIVES.stream()
                        .filter(IntegerValue.class::isInstance)
                        .map(IntegerValue.class::cast)
                        .map(IntegerValue::longValue))
                .hasSize(7)
                .containsOnly(5L);
    }

    static Stream<Arguments> rendered() {
        return Stream.of(
                Arguments.of(new Int8(-5), "-5"),
                Arguments.of(new UInt32(4_294_967_295L), "4294967295"),
                Arguments.of(new Int64(Long.MIN_VALUE), "-9223372036854775808"),
                Arguments.of(new Timestamp(-1), "18446744073709551615"),
                Arguments.of(new Bool(true), "true"),
                Arguments.of(new Bool(false), "false"),
                Arguments.of(LongString.of("plain text"), "plain text"),
                Arguments.of(new Bytes(new byte[] {'a', 'b'}), "ab"),
                Arguments.of(new Decimal(2, 5), "{2,5}"),
                Arguments.of(new Void(), "undefined"),
                Arguments.of(
                        new Array(List.of(LongString.of("a\n"), new Bytes(new byte[] {1, 2}), new Bool(true))),
                        "[{longstr,<<\"a\\n\">>},{binary,<<1,2>>},{bool,true}]"),
                Arguments.of(new Array(List.of()), "[]"),
                Arguments.of(
                        new Table(FieldTable.builder()
                                .put("k", "v")
                                .put("", new Void())
                                .put("d", new Decimal(2, 5))
                                .build()),
                        "[{<<\"k\">>,longstr,<<\"v\">>},{<<>>,void,undefined},{<<\"d\">>,decimal,{2,5}}]"));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void rendersAsRabbitMqPrintsIt(FieldValue value, String text) {
        assertThat(value.render()).isEqualTo(text);
    }

    /** Texts as printed by Erlang/OTP 25. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0",
        "0.1, 0.1",
        "1.0E-5, 1.0e-5",
        "1.5E22, 1.5e22",
        "1.23456789E8, 123456789.0",
        "1.0E15, 1.0e15",
        "1.0E-4, 0.0001",
        "100.0, 100.0",
        "1000.0, 1.0e3",
        "12000.0, 1.2e4",
        "1234567.0, 1234567.0",
        "0.001, 0.001",
        "0.0123, 0.0123",
        "0.00123, 0.00123",
        "-2.5, -2.5",
        "-0.0, -0.0",
        "0.0, 0.0",
        "1.7976931348623157E308, 1.7976931348623157e308",
        "0.10000000149011612, 0.10000000149011612",
    })
    void rendersFloatingNumbersAsErlangDoes(double value, String text) {
        assertThat(new Float64(value).render()).isEqualTo(text);
    }

    @Test
    void rendersAFloatAsTheDoubleItWidensTo() {
        assertThat(new Float32(0.1f).render()).isEqualTo("0.10000000149011612");
        assertThat(new Float64(Double.NaN).render()).isEqualTo("NaN");
    }

    @Test
    void rendersOnlyTheBeginningOfALargeTable() {
        FieldTable.Builder large = FieldTable.builder();
        for (int i = 0; i < 10_000; i++) {
            large.put("key" + i, i);
        }
        assertThat(new Table(large.build()).render()).hasSizeBetween(255, 400);
        assertThat(new Array(java.util.Collections.nCopies(10_000, new Int32(1))).render())
                .hasSizeBetween(255, 400);
    }
}
