package io.leveret.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be said in a policy. Texts as RabbitMQ 3.10.8 gives them for its own keys. */
class PolicyRulesTest {

    private static Map<String, Object> body(Object... keysAndValues) {
        Map<String, Object> body =
                new HashMap<>(Map.<String, Object>of("pattern", "^a", "definition", Map.of("x-replay-max-age", "1h")));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            body.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return body;
    }

    private static Map<String, Object> defining(String key, Object value) {
        return body("definition", Map.of(key, value));
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(body("pattern", 5), "pattern should be a binary but was 5\n"),
                Arguments.of(
                        body("pattern", "("),
                        "pattern should be regular expression but is invalid: {\"Unclosed group\",1}\n"),
                Arguments.of(body("definition", Map.of()), "no policy provided\n"),
                Arguments.of(
                        body("definition", Map.<String, Object>of("foo", 1, "bar", "x")),
                        "[{<<\"bar\">>,<<\"x\">>},{<<\"foo\">>,1}] are not recognised policy settings\n"),
                Arguments.of(
                        defining("ha-mode", "all"),
                        "[{<<\"ha-mode\">>,<<\"all\">>}] are not recognised policy settings\n"),
                Arguments.of(body("definition", "x"), "definition should be an object, actually was <<\"x\">>\n"),
                Arguments.of(defining("x-replay-max-age", "5x"), "<<\"5x\">> is not a valid replay max age\n"),
                Arguments.of(defining("x-replay-max-age", 5), "5 is not a valid replay max age\n"),
                Arguments.of(defining("x-replay-max-bytes", -5), "-5 is not a valid replay maximum length in bytes\n"),
                Arguments.of(
                        defining("x-replay-max-bytes", 1.5), "1.5 is not a valid replay maximum length in bytes\n"),
                Arguments.of(body("priority", "x"), "priority should be a number, actually was <<\"x\">>\n"),
                Arguments.of(
                        body("apply-to", "x"),
                        "apply-to 'x' unrecognised; should be one of: 'queues', 'classic_queues', 'quorum_queues', "
                                + "'streams', 'exchanges', or 'all'\n"),
                Arguments.of(
                        body("priority", true, "pattern", 5),
                        "priority should be a number, actually was true\npattern should be a binary but was 5\n"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysAllThatIsWrong(Map<String, Object> body, String text) {
        assertThatThrownBy(() -> PolicyRules.policy(PolicyKind.USER, "p", body))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage("Validation failed\n\n" + text);
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatThrownBy(() -> PolicyRules.policy(PolicyKind.USER, "ä".repeat(128), body()))
                .hasMessageContaining("longer than 255 octets");
    }

    @Test
    void takesDefaultsAndIgnoresWhatElseIsThere() {
        Policy policy = PolicyRules.policy(PolicyKind.USER, "p", body("unknown", 1));
        assertThat(policy.priority()).isZero();
        assertThat(policy.applyTo()).isEqualTo(ApplyTo.ALL);
        assertThat(ReplayBounds.of(policy.definition())).isEqualTo(new ReplayBounds(3_600_000, Long.MAX_VALUE));
    }

    @Test
    void comesBackFromTheCatalogueAsItWas() {
        Policy policy = PolicyRules.policy(
                PolicyKind.USER,
                "p",
                body(
                        "priority",
                        1.5,
                        "apply-to",
                        "classic_queues",
                        "definition",
                        Map.<String, Object>of("x-replay-max-age", "2m", "x-replay-max-bytes", 5_000_000_000L)));
        Policy again = Policy.of(policy.name(), policy.body());
        assertThat(again.body()).isEqualTo(policy.body());
        assertThat(again.priority()).isEqualTo(1.5);
        assertThat(ReplayBounds.of(again.definition())).isEqualTo(new ReplayBounds(120_000, 5_000_000_000L));
    }

    static List<Arguments> patternsThatAreTooMuch() {
        return List.of(
                Arguments.of("(".repeat(251) + "z" + ")".repeat(251), "parentheses are too deeply nested"),
                Arguments.of("(?:(?:){2000000000}){2000000000}", "number too big in {} quantifier"),
                Arguments.of("(?:(?:){1,300}){2,300}", "number too big in {} quantifier"),
                Arguments.of("a|".repeat(2049), "regular expression is too large"));
    }

    @ParameterizedTest
    @MethodSource("patternsThatAreTooMuch")
    void refusesAPatternThatCouldTakeForEver(String pattern, String reason) {
        assertThatThrownBy(() -> PolicyRules.policy(PolicyKind.USER, "p", body("pattern", pattern)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("pattern should be regular expression but is invalid: {\"" + reason + "\",");
    }

    @Test
    void takesWhatOnlyLooksLarge() {
        String pattern = "\\(".repeat(300) + "[ab]{2,200}(?:x{3}|y)";
        assertThat(PolicyRules.policy(PolicyKind.USER, "p", body("pattern", pattern))
                        .pattern()
                        .text())
                .isEqualTo(pattern);
    }

    @Test
    void aPatternThatThisJavaDoesNotKnowIsKeptAndMatchesNothing() {
        FieldTable kept = PolicyRules.policy(PolicyKind.USER, "p", body()).body();
        FieldTable.Builder changed = FieldTable.builder();
        kept.entries()
                .forEach(entry -> changed.put(
                        entry.name(),
                        entry.name().toString().equals("pattern")
                                ? FieldValue.LongString.of("\\p{IsNothingYet}(")
                                : entry.value()));
        Policy restored = Policy.of(ShortString.of("p"), changed.build());
        assertThat(restored.pattern().text()).isEqualTo("\\p{IsNothingYet}(");
        assertThat(restored.isFor(Subject.CLASSIC_QUEUE, "a")).isFalse();
        assertThat(restored.body()).isEqualTo(changed.build());
    }

    @Test
    void aPatternThatIsTooMuchAgainAndAgainIsGivenUp() {
        Policy policy =
                PolicyRules.policy(PolicyKind.USER, "p", body("pattern", "^(x|.)(.|y)*(.*)*(.*)*(.*)*\\1\\1\\1z"));
        String slow = "ab".repeat(120);
        assertThat(policy.isFor(Subject.CLASSIC_QUEUE, "xxxxz")).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(policy.isFor(Subject.CLASSIC_QUEUE, slow)).isFalse();
        }
        assertThat(policy.isFor(Subject.CLASSIC_QUEUE, "xxxxz")).isFalse();
    }

    @Test
    void refusesAPriorityThatIsNoNumber() {
        assertThatThrownBy(() -> PolicyRules.policy(PolicyKind.USER, "p", body("priority", Double.POSITIVE_INFINITY)))
                .hasMessageContaining("priority should be a number");
    }

    @Test
    void aPatternThatTakesForEverMatchesNothing() {
        Policies policies = Policies.NONE.with(PolicyRules.policy(PolicyKind.USER, "slow", body("pattern", "^(a+)+$")));
        assertThat(policies.of(Subject.CLASSIC_QUEUE, "a".repeat(254) + "b")).isNull();
        assertThat(policies.of(Subject.CLASSIC_QUEUE, "aaa")).isNotNull();
    }

    @Test
    void theFirstByPriorityAndThenByNameCounts() {
        Policies policies = Policies.NONE
                .with(PolicyRules.policy(PolicyKind.USER, "z", body("priority", 5)))
                .with(PolicyRules.policy(PolicyKind.USER, "b", body("priority", 7)))
                .with(PolicyRules.policy(PolicyKind.USER, "a", body("priority", 7)))
                .with(PolicyRules.policy(PolicyKind.USER, "x", body("priority", 9, "pattern", "^b")));
        assertThat(policies.of(Subject.CLASSIC_QUEUE, "abc"))
                .extracting(policy -> policy.name().toString())
                .isEqualTo("a");
        assertThat(policies.of(Subject.CLASSIC_QUEUE, "c")).isNull();
        assertThat(policies.without(ShortString.of("a")).of(Subject.CLASSIC_QUEUE, "abc"))
                .extracting(policy -> policy.name().toString())
                .isEqualTo("b");
    }
}
