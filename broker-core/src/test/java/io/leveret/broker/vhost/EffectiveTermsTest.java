package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.queue.DeadLetterTarget;
import io.leveret.broker.queue.QueueLimits;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arguments and a policy say together: the table of BEHAVIOUR section 2.18. */
class EffectiveTermsTest {

    private static final EffectiveTerms TERMS = new EffectiveTerms(20);

    private static FieldTable table(String name, @Nullable String value) {
        FieldTable.Builder table = FieldTable.builder();
        if (value != null && value.matches("\\d+")) {
            table.put(name, Integer.parseInt(value));
        } else if (value != null) {
            table.put(name, value);
        }
        return table.build();
    }

    private static String shown(QueueTerms terms, String setting) {
        QueueLimits limits = terms.limits();
        Function<Long, String> length = count -> count == QueueLimits.UNLIMITED ? "none" : String.valueOf(count);
        return switch (setting) {
            case "message-ttl" -> terms.messageTtlMs() == QueueTerms.UNSET ? "none" : "" + terms.messageTtlMs();
            case "expires" -> terms.expiresMs() == QueueTerms.UNSET ? "none" : "" + terms.expiresMs();
            case "max-length" -> length.apply(limits.maxLength());
            case "max-length-bytes" -> length.apply(limits.maxLengthBytes());
            case "overflow" -> limits.overflow().toString();
            case "dead-letter-exchange" -> {
                DeadLetterTarget target = terms.deadLetters();
                yield target == null ? "none" : target.exchange().toString();
            }
            default -> throw new IllegalArgumentException(setting);
        };
    }

    @ParameterizedTest
    @CsvSource({
        // setting, argument, policy, together
        "message-ttl, , , none",
        "message-ttl, 5, , 5",
        "message-ttl, , 5, 5",
        "message-ttl, 3, 5, 3",
        "message-ttl, 5, 3, 3",
        "message-ttl, 0, 5, 0",
        "expires, , , none",
        "expires, 5, , 5",
        "expires, , 5, 5",
        "expires, 3, 5, 3",
        "expires, 5, 3, 3",
        "max-length, , , none",
        "max-length, 5, , 5",
        "max-length, , 5, 5",
        "max-length, 3, 5, 3",
        "max-length, 5, 3, 3",
        "max-length-bytes, , , none",
        "max-length-bytes, 5, , 5",
        "max-length-bytes, , 5, 5",
        "max-length-bytes, 3, 5, 3",
        "max-length-bytes, 5, 3, 3",
        "overflow, , , DROP_HEAD",
        "overflow, reject-publish, , REJECT_PUBLISH",
        "overflow, , reject-publish, REJECT_PUBLISH",
        "overflow, reject-publish, drop-head, REJECT_PUBLISH",
        "overflow, drop-head, reject-publish-dlx, DROP_HEAD",
        "dead-letter-exchange, , , none",
        "dead-letter-exchange, a, , a",
        "dead-letter-exchange, , b, b",
        "dead-letter-exchange, a, b, a"
    })
    void eachSettingComesToThis(String setting, @Nullable String argument, @Nullable String policy, String together) {
        QueueTerms terms = TERMS.of(table("x-" + setting, argument), table(setting, policy));
        assertThat(shown(terms, setting)).isEqualTo(together);
    }

    @Test
    void exchangeAndRoutingKeyOfDeadLettersMayComeFromEither() {
        QueueTerms terms = TERMS.of(table("x-dead-letter-exchange", "a"), table("dead-letter-routing-key", "key"));
        assertThat(terms.deadLetters()).isEqualTo(new DeadLetterTarget(ShortString.of("a"), ShortString.of("key")));
    }

    @Test
    void aRoutingKeyAloneLeadsNowhere() {
        assertThat(TERMS.of(FieldTable.EMPTY, table("dead-letter-routing-key", "key"))
                        .deadLetters())
                .isNull();
    }

    @Test
    void ofReplayTheLesserCounts() {
        QueueTerms terms = TERMS.of(table("x-replay-max-bytes", "5"), table("x-replay-max-bytes", "3"));
        assertThat(Objects.requireNonNull(terms.replay()).maxBytes()).isEqualTo(3);
    }

    @Test
    void whatNobodySaysIsNotThere() {
        assertThat(List.of(TERMS.of(FieldTable.EMPTY), TERMS.of(FieldTable.EMPTY, FieldTable.EMPTY)))
                .containsOnly(QueueTerms.NONE);
    }
}
