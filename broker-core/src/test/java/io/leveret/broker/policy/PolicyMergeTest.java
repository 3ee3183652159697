package io.leveret.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user's and an operator's policy come to together. */
class PolicyMergeTest {

    private static Policy policy(PolicyKind kind, Map<String, Object> definition) {
        return PolicyRules.policy(kind, "p", Map.<String, Object>of("pattern", "", "definition", definition));
    }

    private static @Nullable Policy policy(PolicyKind kind, String key, @Nullable String value) {
        return value == null ? null : policy(kind, Map.of(key, parsed(value)));
    }

    private static Object parsed(String value) {
        return value.matches("-?\\d+") ? (Object) Long.valueOf(value) : value;
    }

    @ParameterizedTest
    @CsvSource({
        // key, user, operator, together
        "message-ttl, 5, 3, 3",
        "message-ttl, 3, 5, 3",
        "expires, 5, 3, 3",
        "expires, 3, 5, 3",
        "max-length, 5, 3, 3",
        "max-length, 3, 5, 3",
        "max-length, 0, 5, 0",
        "max-length-bytes, 5, 3, 3",
        "max-length-bytes, 3, 5, 3",
        "max-in-memory-length, 5, 3, 3",
        "max-in-memory-bytes, 3, 5, 3",
        "target-group-size, 5, 3, 3",
        "delivery-limit, 5, 3, 3",
        "delivery-limit, 3, 5, 3",
        "delivery-limit, -1, 5, 5",
        "delivery-limit, 5, -1, 5",
        "delivery-limit, -1, -1, -1",
        "overflow, drop-head, reject-publish, reject-publish",
        "overflow, reject-publish, drop-head, drop-head",
        "queue-version, 1, 2, 2",
        "queue-version, 2, 1, 1",
        "dead-letter-exchange, x, , x",
        "max-length, 5, , 5",
        "max-length, , 5, 5"
    })
    void ofASettingThatBothHaveOneCounts(
            String key, @Nullable String user, @Nullable String operator, String together) {
        FieldTable merged =
                PolicyMerge.of(policy(PolicyKind.USER, key, user), policy(PolicyKind.OPERATOR, key, operator));
        assertThat(merged.entries())
                .extracting(entry -> entry.name() + " " + entry.value().render())
                .containsExactly(key + " " + together);
    }

    @Test
    void settingsThatOnlyOneHasAreAllThere() {
        FieldTable merged = PolicyMerge.of(
                policy(PolicyKind.USER, Map.of("overflow", "drop-head", "max-length", 9)),
                policy(PolicyKind.OPERATOR, Map.of("max-length", 7, "expires", 8)));
        Map<String, String> shown = new LinkedHashMap<>();
        merged.entries()
                .forEach(entry ->
                        shown.put(entry.name().toString(), entry.value().render()));
        assertThat(shown).isEqualTo(new HashMap<>(Map.of("overflow", "drop-head", "max-length", "7", "expires", "8")));
    }

    @Test
    void withoutPoliciesNothingIsSaid() {
        assertThat(PolicyMerge.of(null, null).isEmpty()).isTrue();
    }
}
