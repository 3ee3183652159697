package io.leveret.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

    @Test
    void readsTheAlternateExchangeFromItsArguments() {
        Exchange exchange = House.withAlternate("x", ExchangeType.DIRECT, "other");

        assertThat(exchange.alternateExchange()).isEqualTo(ShortString.of("other"));
    }

    @Test
    void hasNoAlternateWithoutTheArgument() {
        assertThat(House.exchange("x", ExchangeType.DIRECT).alternateExchange()).isNull();
    }

    @Test
    void alternateThatCouldBeNoNameIsNone() {
        assertThat(House.withAlternate("x", ExchangeType.DIRECT, "n".repeat(256))
                        .alternateExchange())
                .isNull();
        assertThat(House.withAlternate("x", ExchangeType.DIRECT, "n".repeat(255))
                        .alternateExchange())
                .isNotNull();
        FieldTable number = FieldTable.builder().put("alternate-exchange", 1).build();
        assertThat(new Exchange(ShortString.of("x"), ExchangeType.DIRECT, true, false, false, number)
                        .alternateExchange())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void typeIsFoundByItsName(ExchangeType type) {
        assertThat(ExchangeType.named(type.typeName())).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Direct", "DIRECT", "x-delayed-message"})
    void otherTypeNamesAreUnknown(String name) {
        assertThat(ExchangeType.named(name)).isNull();
    }
}
