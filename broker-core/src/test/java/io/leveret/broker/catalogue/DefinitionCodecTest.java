package io.leveret.broker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionCodecTest {

    private static final ShortString HOST = ShortString.of("/");
    private static final FieldTable ARGUMENTS = FieldTable.builder()
            .put("x-message-ttl", 5)
            .put("text", "grün")
            .put("nothing", new FieldValue.Void())
            .put("list", new FieldValue.Array(List.of(new FieldValue.Int64(-1), new FieldValue.Bool(true))))
            .put("inner", FieldTable.builder().put("b", 1).put("a", 2L).build())
            .build();

    static Stream<Definition> everyKind() {
        return Stream.of(
                new Definition.OfExchange(HOST, name("x"), ExchangeType.TOPIC, true, false, ARGUMENTS),
                new Definition.OfExchange(HOST, name("y"), ExchangeType.HEADERS, false, true, FieldTable.EMPTY),
                new Definition.OfQueue(HOST, name("q"), Long.MAX_VALUE, true, ARGUMENTS),
                new Definition.OfQueue(name("other"), name("q"), 1, false, FieldTable.EMPTY),
                new Definition.OfPolicy(HOST, name("q"), ARGUMENTS),
                new Definition.OfOperatorPolicy(HOST, name("q"), ARGUMENTS),
                new Definition.OfGlobalParameter(name("q"), ARGUMENTS),
                new Definition.OfBinding(HOST, name("x"), false, name("q"), name("k"), ARGUMENTS),
                new Definition.OfBinding(HOST, name("x"), true, name("y"), ShortString.EMPTY, FieldTable.EMPTY));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void comesBackAsItWas(Definition definition) {
        Definition back = DefinitionCodec.decode(DefinitionCodec.key(definition), DefinitionCodec.value(definition));

        assertThat(back).isEqualTo(definition);
    }

    @Test
    void orderOfABindingsArgumentsMakesNoOtherKey() {
        FieldTable there = table("a", 1, "b", table("c", 2, "d", 3));
        FieldTable here = table("b", table("d", 3, "c", 2), "a", 1);

        assertThat(DefinitionCodec.key(binding(there))).isEqualTo(DefinitionCodec.key(binding(here)));
    }

    @Test
    void typeOfAnArgumentMakesAnotherKey() {
        FieldTable asShort =
                FieldTable.builder().put("a", new FieldValue.Int16(1)).build();
        FieldTable asInt = FieldTable.builder().put("a", 1).build();

        assertThat(DefinitionCodec.key(binding(asShort))).isNotEqualTo(DefinitionCodec.key(binding(asInt)));
    }

    @Test
    void queueAndExchangeOfTheSameNameHaveDifferentKeys() {
        assertThat(everyKind().map(definition -> List.of(boxed(DefinitionCodec.key(definition)))))
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesAValueOfANewerVersion() {
        Definition queue = new Definition.OfQueue(HOST, name("q"), 1, false, FieldTable.EMPTY);
        byte[] value = DefinitionCodec.value(queue);
        value[0] = 2;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DefinitionCodec.decode(DefinitionCodec.key(queue), value))
                .withMessageContaining("version 2 (expected: 1)");
    }

    private static Definition binding(FieldTable arguments) {
        return new Definition.OfBinding(HOST, name("x"), false, name("q"), name("k"), arguments);
    }

    private static FieldTable table(String first, Object one, String second, Object other) {
        return FieldTable.builder()
                .put(first, value(one))
                .put(second, value(other))
                .build();
    }

    private static FieldValue value(Object value) {
        return value instanceof FieldTable table ? new FieldValue.Table(table) : new FieldValue.Int32((int) value);
    }

    private static String boxed(byte[] octets) {
        return java.util.Arrays.toString(octets);
    }

    private static ShortString name(String name) {
        return ShortString.of(name);
    }
}
