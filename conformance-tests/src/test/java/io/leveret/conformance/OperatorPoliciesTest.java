package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators' policies, and what comes of them together with arguments and users' policies. */
class OperatorPoliciesTest extends PolicyFixture {

    private static final String[] MESSAGES = {"1", "2", "3", "4", "5", "6"};

    /** Each of the three says nothing, or one of two lengths. */
    static Stream<Arguments> lengths() {
        List<@Nullable Integer> values = new ArrayList<>(List.of(2, 4));
        values.add(null);
        return values.stream()
                .flatMap(argument -> values.stream()
                        .flatMap(user -> values.stream()
                                .map(operator -> Arguments.of(
                                        argument,
                                        user,
                                        operator,
                                        Stream.of(argument, user, operator)
                                                .filter(Objects::nonNull)
                                                .mapToInt(Integer::intValue)
                                                .min()
                                                .orElse(MESSAGES.length)))));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    @Spec(section = "2.18", row = "effective value = min(argument, policy, operator policy)")
    void theLeastLengthCounts(
            @Nullable Integer argument, @Nullable Integer user, @Nullable Integer operator, int expected)
            throws Exception {
        if (user != null) {
            policy("q", "{\"max-length\":" + user + "}");
        }
        if (operator != null) {
            operatorPolicy("q", "{\"max-length\":" + operator + "}");
        }
        queue("q", argument == null ? Map.of() : Map.of("x-max-length", argument));
        publish("q", MESSAGES);
        assertThat(drain("q")).hasSize(expected);
    }

    @Test
    @Spec(section = "2.18", row = "operator policy: TTL below that of the argument")
    void anOperatorShortensATtl() throws Exception {
        operatorPolicy("q", "{\"message-ttl\":1}");
        queue("q", Map.of("x-message-ttl", 600_000));
        publish("q", "1");
        await().untilAsserted(() -> assertThat(ready("q")).isZero());
    }

    @Test
    @Spec(section = "2.18", row = "operator policy: merged with the user's, key by key")
    void settingsOfBothAreInForce() throws Exception {
        policy("q", "{\"overflow\":\"reject-publish\"}");
        operatorPolicy("q", "{\"max-length-bytes\":3}");
        queue("q");
        channel.confirmSelect();
        channel.basicPublish("", "q", null, new byte[3]);
        assertThat(channel.waitForConfirms(60_000)).isTrue();
        channel.basicPublish("", "q", null, new byte[1]);
        assertThat(channel.waitForConfirms(60_000)).isFalse();
    }

    @Test
    @Spec(section = "2.18", row = "operator policy: takes effect on a queue that is there, and no more once deleted")
    void holdsForAQueueThatIsThereUntilItIsDeleted() throws Exception {
        queue("q");
        publish("q", MESSAGES);
        operatorPolicy("q", "{\"max-length\":1}");
        await().untilAsserted(() -> assertThat(ready("q")).isEqualTo(1));
        admin.delete(path("operator-policies", "q"));
        publish("q", MESSAGES);
        assertThat(drain("q")).hasSize(MESSAGES.length + 1);
    }

    @Test
    @Spec(section = "2.18", row = "operator policy: a user's policy of any priority cannot go beyond")
    void noUsersPolicyGoesBeyond() throws Exception {
        operatorPolicy("q", "{\"max-length\":1}");
        policy("mine", "^q$", 1_000_000, "{\"max-length\":100}");
        queue("q");
        publish("q", MESSAGES);
        assertThat(drain("q")).containsExactly("6");
    }
}
