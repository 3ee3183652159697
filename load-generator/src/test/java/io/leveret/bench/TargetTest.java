package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void readsEveryPart() {
        assertThat(Target.parse("amqp://me:p%40ss+1@broker.example:1234/a%2Fb"))
                .isEqualTo(new Target("broker.example", 1234, "me", "p@ss+1", "a/b"));
    }

    @Test
    void fillsInWhatIsLeftOut() {
        assertThat(Target.parse("amqp://" + "127.0.0.1")).isEqualTo(Target.DEFAULT);
        assertThat(Target.parse("AMQP://h").host()).isEqualTo("h");
        assertThat(Target.parse("amqp://me@h")).isEqualTo(new Target("h", 5672, "me", "guest", "/"));
    }

    @Test
    void aLoneSlashIsTheVirtualHostWithoutAName() {
        assertThat(Target.parse("amqp://h/").virtualHost()).isEmpty();
        assertThat(Target.parse("amqp://h/%2F").virtualHost()).isEqualTo("/");
    }

    @Test
    void readsAddressesOfIpv6() {
        Target target = Target.parse("amqp://[::1]:99");
        assertThat(target.host()).isEqualTo("::1");
        assertThat(target.address()).isEqualTo("[::1]:99");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "amqps://h",
                "http://h",
                "amqp://h:0",
                "amqp://h:65536",
                "amqp://h:x",
                "amqp://h/a/b",
                "amqp://h?heartbeat=1",
                "amqp://a b",
                "amqp:h"
            })
    void refusesWhatItCannotUse(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(uri)).withMessageNotContaining("\n");
    }

    @Test
    void aComplaintDoesNotShowThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse("amqp://me:sec ret@h"))
                .withMessageNotContaining("ret");
    }
}
