package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected hashes are what Erlang/OTP 25 answers. */
class TermHashTest {

    private static final String LONG_NAME = "abcdefghijklm";

    private static Stream<Arguments> entries() {
        return Stream.of(
                Arguments.of("e", FieldValue.LongString.of(""), 3291887948L),
                Arguments.of("a", new FieldValue.Int32(-134217728), 502310054L),
                Arguments.of("b", new FieldValue.Int32(-134217729), 3120211716L),
                Arguments.of("c", new FieldValue.Int64(134217727), 2395966936L),
                Arguments.of("d", new FieldValue.Int64(134217728), 2217973455L),
                Arguments.of(LONG_NAME, FieldValue.LongString.of("nopqrstuvwxyzabcdefghijklmn"), 1612320775L),
                Arguments.of("f", new FieldValue.Bool(false), 1215366122L),
                Arguments.of("g", new FieldValue.Void(), 2413610333L),
                Arguments.of("h", new FieldValue.Float32(-1.5f), 275426481L),
                Arguments.of("i", new FieldValue.Timestamp(1700000000), 2999963939L),
                Arguments.of("j", new FieldValue.Decimal(2, 314), 2454568443L),
                Arguments.of("k", new FieldValue.Bytes(new byte[] {1, 2, 3}), 2258887759L),
                Arguments.of("l", new FieldValue.Array(List.of()), 549442095L),
                Arguments.of("m", new FieldValue.Table(FieldTable.EMPTY), 843805425L),
                Arguments.of("n", new FieldValue.Float64(-0.0), 2567507304L),
                Arguments.of("o", new FieldValue.Int64(-9223372036854775807L), 2045615948L));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void hashesAnEntryAsErlangDoes(String name, FieldValue value, long hash) {
        assertThat(Integer.toUnsignedLong(
                        TermHash.of(FieldTable.builder().put(name, value).build())))
                .isEqualTo(hash);
    }

    @Test
    void sortsEntriesByTheirNames() {
        FieldTable.Builder table = FieldTable.builder();
        entries().map(Arguments::get).forEach(entry -> {
            if (entry[0] instanceof String name && entry[1] instanceof FieldValue value) {
                table.put(name, value);
            }
        });
        assertThat(Integer.toUnsignedLong(TermHash.of(table.build()))).isEqualTo(189283971L);
    }

    @Test
    void hashesWhatIsNested() {
        FieldTable inner = FieldTable.builder().put("x", "y").build();
        FieldTable table = FieldTable.builder()
                .put("z", 300L)
                .put("a", -1L)
                .put("big", 5_000_000_000L)
                .put("neg", -5_000_000_000L)
                .put("f", new FieldValue.Float64(1.5))
                .put("t", true)
                .put("tab", inner)
                .put("arr", new FieldValue.Array(List.of(new FieldValue.Int64(1), FieldValue.LongString.of("s"))))
                .put("e", FieldTable.EMPTY)
                .put("ea", new FieldValue.Array(List.of()))
                .build();
        // tUwS8w in RabbitMQ's properties_key
        assertThat(TermHash.of(table)).isEqualTo(0xB54C12F3);
    }
}
