package io.leveret.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {

    @Test
    void takesAllThatAreSetTogether() {
        assertThat(Limits.Of.VIRTUAL_HOST
                        .checked(Map.of("max-queues", 5L, "max-connections", -1L))
                        .values())
                .isEqualTo(Map.of("max-queues", 5L, "max-connections", -1L));
    }

    @Test
    void nothingIsNoLimit() {
        assertThat(Limits.Of.VIRTUAL_HOST.checked(Map.of())).isSameAs(Limits.NONE);
        assertThat(Limits.Of.VIRTUAL_HOST.checked(List.of())).isSameAs(Limits.NONE);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(null, "limits not a list null"),
                Arguments.of("x", "limits not a list <<\"x\">>"),
                Arguments.of(1.5, "limits not a list 1.5"),
                Arguments.of(List.of("a"), "Unrecognised terms [<<\"a\">>] in limits"),
                Arguments.of(
                        Map.of("zz", 9, "max-queues", 1, "aa", 2),
                        "Unrecognised terms [{<<\"aa\">>,2},{<<\"zz\">>,9}] in limits"),
                Arguments.of(
                        Map.<String, Object>of(
                                "max-connections", "y", "max-queues", Arrays.asList((Object) null), "nix", 1),
                        """
                        Unrecognised terms [{<<"nix">>,1}] in limits
                        max-queues should be a number, actually was [null]
                        max-connections should be a number, actually was <<"y">>\
                        """),
                Arguments.of(Map.of("max-channels", 1), "Unrecognised terms [{<<\"max-channels\">>,1}] in limits"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysAllThatIsWrongInRabbitMqsWords(@Nullable Object values, String faults) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.Of.VIRTUAL_HOST.checked(values))
                .withMessage(faults);
    }
}
