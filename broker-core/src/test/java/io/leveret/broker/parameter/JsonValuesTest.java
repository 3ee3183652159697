package io.leveret.broker.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValuesTest {

    /** Lists in lists, this many. */
    private static Object nested(int depth) {
        Object value = "core";
        for (int i = 0; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    static Stream<@Nullable Object> values() {
        return Stream.of(
                null,
                "",
                "grün",
                true,
                false,
                0L,
                Long.MIN_VALUE,
                1.5,
                1e300,
                List.of(),
                Map.of(),
                Arrays.asList(1L, null, "x", List.of(2L)),
                Map.<String, Object>of("a", Map.of("b", List.of(false)), "k".repeat(255), ""),
                Collections.singletonMap("nothing", null),
                nested(FieldTable.DEPTH_MAX - 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWasFromTheCatalogueToo(@Nullable Object value) {
        Definition kept = new Definition.OfGlobalParameter(
                ShortString.of("x"),
                FieldTable.builder().put("value", JsonValues.fieldOf(value)).build());
        Definition back = DefinitionCodec.decode(DefinitionCodec.key(kept), DefinitionCodec.value(kept));
        assertThat(back).isEqualTo(kept);
        assertThat(JsonValues.of(((Definition.OfGlobalParameter) back)
                        .body()
                        .entries()
                        .get(0)
                        .value()))
                .isEqualTo(value);
    }

    @Test
    void takesAWholeNumberOfAnyWidth() {
        assertThat(JsonValues.of(JsonValues.fieldOf(5))).isEqualTo(5L);
    }

    static Stream<Object> tooMuch() {
        return Stream.of(
                BigInteger.TWO.pow(64),
                new ArrayList<>(List.of(BigInteger.TWO.pow(63))),
                Double.POSITIVE_INFINITY,
                Map.of("k".repeat(256), 1),
                nested(FieldTable.DEPTH_MAX),
                Map.of("a", nested(FieldTable.DEPTH_MAX - 1)));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void refusesWhatNoTableHolds(Object value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonValues.fieldOf(value))
                .withMessageStartingWith("value");
    }
}
