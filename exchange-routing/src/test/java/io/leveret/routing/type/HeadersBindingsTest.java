package io.leveret.routing.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersBindingsTest {

    private static final FieldValue ONE = new FieldValue.Int32(1);

    /** Written as {@code name=value} pairs; a bare name has no value (void). */
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // all is the default
                "a=1 b=2                     | a=1 b=2 c=3 | true",
                "a=1 b=2                     | a=1         | false",
                "a=1 b=2                     | a=1 b=3     | false",
                "x-match=all a=1 b=2         | a=1 b=2     | true",
                "x-match=all a=1 b=2         | b=2         | false",
                "x-match=any a=1 b=2         | b=2         | true",
                "x-match=any a=1 b=2         | a=2 b=1     | false",
                "x-match=any a=1 b=2         | ''          | false",
                // no keys
                "''                          | a=1         | true",
                "''                          | ''          | true",
                "x-match=all                 | ''          | true",
                "x-match=any                 | a=1         | false",
                "x-match=all-with-x          | a=1         | true",
                "x-match=any-with-x          | a=1         | false",
                // names that begin with x-
                "x-foo=1                     | ''          | true",
                "x-                          | ''          | true",
                "x=1                         | ''          | false",
                "X-foo=1                     | ''          | false",
                "x-match=any x-foo=1         | x-foo=1     | false",
                "x-match=any-with-x x-foo=1  | x-foo=1     | true",
                "x-match=any-with-x x-foo=1  | x-foo=2     | false",
                "x-match=all-with-x x-foo=1  | x-foo=1     | true",
                "x-match=all-with-x x-foo=1  | ''          | false",
                "x-match=all-with-x x-foo=1 a=1 | x-foo=1  | false",
                // x-match itself is never looked for
                "x-match=any-with-x          | x-match=any-with-x | false",
                "x-match=all-with-x          | x-match=else | true",
                // without a value: the header must be there
                "a                           | a=1         | true",
                "a                           | a           | true",
                "a                           | ''          | false",
                "a=1                         | a           | false",
                "x-match=any a b=1           | a=7         | true",
                "x-match=any a b=1           | b=7         | false",
            })
    void matchKinds(String arguments, String headers, boolean expected) {
        assertThat(matches(table(arguments), table(headers))).isEqualTo(expected);
    }

    static List<Arguments> sameValues() {
        return List.of(
                Arguments.of(new FieldValue.Int8(1), new FieldValue.Int64(1)),
                Arguments.of(new FieldValue.UInt8(255), new FieldValue.Int16(255)),
                Arguments.of(new FieldValue.UInt16(1), new FieldValue.UInt32(1)),
                Arguments.of(ONE, new FieldValue.Int16(1)),
                Arguments.of(new FieldValue.Float32(1.5f), new FieldValue.Float64(1.5)),
                Arguments.of(ONE, new FieldValue.Float64(1)),
                Arguments.of(new FieldValue.Bool(true), new FieldValue.Bool(true)),
                Arguments.of(new FieldValue.Decimal(1, 15), new FieldValue.Decimal(1, 15)),
                Arguments.of(new FieldValue.Timestamp(1), new FieldValue.Timestamp(1)),
                Arguments.of(new FieldValue.Timestamp(1), ONE),
                Arguments.of(FieldValue.LongString.of("1"), new FieldValue.Bytes(new byte[] {'1'})),
                Arguments.of(FieldValue.LongString.of("1"), FieldValue.LongString.of("1")),
                Arguments.of(new FieldValue.Array(List.of(ONE)), new FieldValue.Array(List.of(ONE))),
                Arguments.of(new FieldValue.Table(table("a=1")), new FieldValue.Table(table("a=1"))));
    }

    @ParameterizedTest
    @MethodSource("sameValues")
    void findsTheSameValue(FieldValue argument, FieldValue header) {
        assertThat(matches(tableOf(argument), tableOf(header))).isTrue();
        assertThat(matches(tableOf(header), tableOf(argument))).isTrue();
    }

    static List<Arguments> differentValues() {
        return List.of(
                Arguments.of(new FieldValue.Int8(-1), new FieldValue.UInt8(255)),
                Arguments.of(ONE, new FieldValue.Int32(2)),
                Arguments.of(ONE, new FieldValue.Bool(true)),
                Arguments.of(ONE, FieldValue.LongString.of("1")),
                Arguments.of(ONE, new FieldValue.Decimal(0, 1)),
                Arguments.of(new FieldValue.Decimal(0, 1), new FieldValue.Decimal(1, 10)),
                Arguments.of(new FieldValue.Float32(0.1f), new FieldValue.Float64(0.1)),
                Arguments.of(FieldValue.LongString.of("a"), FieldValue.LongString.of("A")),
                Arguments.of(
                        new FieldValue.Array(List.of(ONE)), new FieldValue.Array(List.of(new FieldValue.Int8(1)))));
    }

    @ParameterizedTest
    @MethodSource("differentValues")
    void tellsDifferentValuesApart(FieldValue argument, FieldValue header) {
        assertThat(matches(tableOf(argument), tableOf(header))).isFalse();
        assertThat(matches(tableOf(header), tableOf(argument))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "any", "all-with-x", "any-with-x"})
    void acceptsTheFourMatchKinds(String kind) {
        assertThat(tableWith(table("x-match=" + kind)).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "ALL", "", "all-with-", "any "})
    void refusesAnyOtherMatchKind(String kind) {
        FieldTable arguments = FieldTable.builder().put("x-match", kind).build();

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> tableWith(arguments))
                .satisfies(error -> {
                    assertThat(error.replyCode()).isEqualTo(ReplyCode.PRECONDITION_FAILED);
                    assertThat(error.explanation())
                            .isEqualTo("Invalid x-match field value <<" + (kind.isEmpty() ? "" : "\"" + kind + "\"")
                                    + ">>; expected all, any, all-with-x, or any-with-x");
                });
    }

    @Test
    void refusesAMatchKindThatIsNoText() {
        FieldTable arguments = FieldTable.builder().put("x-match", 1).build();

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> tableWith(arguments))
                .satisfies(error -> assertThat(error.explanation())
                        .isEqualTo("Invalid x-match field type signedint (value 1); expected longstr"));
    }

    @Test
    void routingKeyCountsForNothing() {
        assertThat(Visited.by(tableWith(FieldTable.EMPTY), "another key")).containsExactly("binding");
    }

    @Test
    void firstOfTwoHeadersOfOneNameCounts() {
        FieldTable headers = FieldTable.builder().put("a", "1").put("a", "2").build();

        assertThat(matches(table("a=1"), headers)).isTrue();
        assertThat(matches(table("a=2"), headers)).isFalse();
    }

    @Test
    void reportsAllBindingsThatMatch() {
        BindingTable<String> bindings = BindingTable.<String>headers()
                .with(ShortString.EMPTY, table("a=1"), "a")
                .with(ShortString.EMPTY, table("b=1"), "b")
                .with(ShortString.EMPTY, table("x-match=any a=1 b=1"), "either");

        assertThat(Visited.by(bindings, table("a=1"))).containsExactlyInAnyOrder("a", "either");
        assertThat(Visited.by(bindings.without(ShortString.EMPTY, "either"), table("a=1")))
                .containsExactly("a");
    }

    @Test
    void saysThatItReadsHeaders() {
        assertThat(BindingTable.headers().readsHeaders()).isTrue();
        assertThat(BindingTable.topic().readsHeaders()).isFalse();
    }

    private static boolean matches(FieldTable arguments, FieldTable headers) {
        return !Visited.by(tableWith(arguments), headers).isEmpty();
    }

    private static BindingTable<String> tableWith(FieldTable arguments) {
        return BindingTable.<String>headers().with(ShortString.of("key"), arguments, "binding");
    }

    private static FieldTable tableOf(FieldValue value) {
        return FieldTable.builder().put("a", value).build();
    }

    private static FieldTable table(String pairs) {
        FieldTable.Builder table = FieldTable.builder();
        for (String pair :
                pairs.isBlank() ? List.<String>of() : List.of(pairs.trim().split(" +"))) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                table.put(pair, new FieldValue.Void());
            } else {
                table.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return table.build();
    }
}
