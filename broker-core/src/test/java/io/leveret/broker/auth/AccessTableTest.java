package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.ChannelException;
import java.util.regex.PatternSyntaxException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTableTest {

    private static final String USER = "a.b";
    private static final AccessTable.Topic TOPIC = new AccessTable.Topic("/", USER, "amq.topic");

    private static boolean passes(ThrowingCallable check) {
        try {
            check.call();
            return true;
        } catch (ChannelException refused) {
            return false;
        } catch (Throwable unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',     x,           false",
        "^$,     x,           false",
        ".*,     x,           true",
        "b,      abc,         true",
        "^b,     abc,         false",
        "^b|c$,  abc,         true",
        "default, '',         true",
        "^amq\\.default$, '', true",
        "^$,     '',          false",
    })
    void looksForAnExpressionAnywhereInTheName(String expression, String name, boolean allowed) {
        AccessTable table =
                AccessTable.NONE.with(new AccessTable.Member("/", USER), Permissions.of("", expression, ""));
        assertThat(passes(() -> table.require("/", USER, Permission.WRITE, Access.EXCHANGE, name)))
                .isEqualTo(allowed);
        assertThat(passes(() -> table.require("/", USER, Permission.READ, Access.EXCHANGE, name)))
                .isFalse();
        assertThat(passes(() -> table.require("other", USER, Permission.WRITE, Access.EXCHANGE, name)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "^{username}$,           a.b,         true",
        "^{username}$,           axb,         false",
        "^{vhost}{username}$,    /a.b,        true",
        "'^({username}){2}$',    a.ba.b,      true",
        "^{client_id}$,          {client_id}, true",
        "^{client_id}$,          a.b,         false",
        "'',                     a,           false",
    })
    void putsNamesIntoTopicExpressionsAsTheyAre(String expression, String key, boolean allowed) {
        AccessTable table = AccessTable.NONE.with(TOPIC, TopicPermissions.of(TOPIC, expression, ""));
        assertThat(passes(() -> table.requireTopic("/", USER, Permission.WRITE, "amq.topic", key)))
                .isEqualTo(allowed);
    }

    @Test
    void limitsNoRoutingKeyOfAnotherExchange() {
        AccessTable table = AccessTable.NONE.with(TOPIC, TopicPermissions.of(TOPIC, "", ""));
        assertThat(passes(() -> table.requireTopic("/", USER, Permission.WRITE, "other", "a")))
                .isTrue();
        assertThat(passes(() -> table.requireTopic("/", "other", Permission.WRITE, "amq.topic", "a")))
                .isTrue();
    }

    @Test
    void readsTopicPermissionsBackWithTheirVariables() {
        TopicPermissions read = TopicPermissions.of(
                TOPIC, TopicPermissions.of(TOPIC, "^{username}", "^{vhost}").body());
        assertThat(read.write()).isEqualTo("^{username}");
        assertThat(read.allows(Permission.WRITE, "a.b.c")).isTrue();
        assertThat(read.allows(Permission.READ, "/x")).isTrue();
        assertThat(read.allows(Permission.READ, "x")).isFalse();
    }

    @Test
    void refusesATopicExpressionThatIsNone() {
        assertThatThrownBy(() -> TopicPermissions.of(TOPIC, "({username}", ""))
                .isInstanceOf(PatternSyntaxException.class);
    }
}
