package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.queue.DeadLetterTarget;
import io.leveret.broker.queue.QueueLimits;
import io.leveret.broker.queue.QueueType;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueArgumentsTest {

    private static final String QUEUE = "queue 'q' in vhost '/'";

    /** A value as the tables below write it: kind, colon, text. */
    private static FieldTable table(String name, String kindAndText) {
        if (kindAndText.equals("none")) {
            return FieldTable.EMPTY;
        }
        int colon = kindAndText.indexOf(':');
        String text = kindAndText.substring(colon + 1);
        FieldValue value = switch (kindAndText.substring(0, colon)) {
            case "int" -> new FieldValue.Int32(Integer.parseInt(text));
            case "long" -> new FieldValue.Int64(Long.parseLong(text));
            case "byte" -> new FieldValue.Int8(Integer.parseInt(text));
            case "double" -> new FieldValue.Float64(Double.parseDouble(text));
            case "bool" -> new FieldValue.Bool(Boolean.parseBoolean(text));
            case "str" -> FieldValue.LongString.of(text);
            default -> throw new IllegalArgumentException(kindAndText);
        };
        return FieldTable.builder().put(name, value).build();
    }

    private static void assertRefused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChannelException.class, refused -> {
            assertThat(refused.replyCode()).isEqualTo(ReplyCode.PRECONDITION_FAILED);
            assertThat(refused.explanation()).isEqualTo(text);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "x-expires, int:1",
        "x-expires, long:315360000000",
        "x-message-ttl, int:0",
        "x-message-ttl, byte:100",
        "x-queue-type, str:classic",
        "x-queue-version, int:2",
        "x-queue-leader-locator, str:balanced",
        "x-queue-mode, str:lazy",
        "x-single-active-consumer, bool:true",
        "x-single-active-consumer, bool:false",
        "x-nobody-knows, double:1.5",
        "x-max-length, int:0",
        "x-max-length, long:4611686018427387904",
        "x-max-length-bytes, byte:5",
        "x-overflow, str:drop-head",
        "x-overflow, str:reject-publish",
        "x-overflow, str:reject-publish-dlx",
        "x-dead-letter-exchange, str:",
        "x-dead-letter-exchange, str:not-there",
    })
    void acceptsWhatHasAMeaningAndWhatNobodyKnows(String name, String value) {
        assertThatCode(() -> QueueArguments.validate(table(name, value), true, QUEUE))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-expires     | int:0  | {value_zero,0}",
                "x-expires     | int:-1 | {value_negative,-1}",
                "x-expires     | long:315360000001 | {value_too_large,315360000001}",
                "x-expires     | str:10 | '\"expected integer, got longstr\"'",
                "x-message-ttl | int:-5 | {value_negative,-5}",
                "x-message-ttl | bool:true | '\"expected integer, got bool\"'",
                "x-message-ttl | double:1 | '\"expected integer, got double\"'",
                "x-queue-type  | str:stream | '\"unsupported queue type ''stream''\"'",
                "x-queue-type  | int:1 | {unacceptable_type,signedint}",
                "x-queue-version | int:1 | '\"unsupported queue version ''1''\"'",
                "x-queue-leader-locator | str:here | invalid_queue_locator_arg",
                "x-max-length | int:-1 | {value_negative,-1}",
                "x-max-length | str:a | '\"expected integer, got longstr\"'",
                "x-max-length-bytes | int:-1 | {value_negative,-1}",
                "x-max-length-bytes | bool:true | '\"expected integer, got bool\"'",
                "x-overflow | str:foo | invalid_overflow",
                "x-overflow | int:1 | {unacceptable_type,signedint}",
                "x-dead-letter-routing-key | str:a | routing_key_but_no_dlx_defined",
                "x-dead-letter-routing-key | int:5 | {unacceptable_type,signedint}",
                "x-max-priority | int:-1 | {value_negative,-1}",
                "x-max-priority | int:256 | {max_value_exceeded,256}",
                "x-max-priority | str:9 | '\"expected integer, got longstr\"'",
                "x-single-active-consumer | str:true | {unacceptable_type,longstr}",
                "x-single-active-consumer | int:1 | {unacceptable_type,signedint}",
            })
    void refusesValuesThatCannotBeUsed(String name, String value, String why) {
        assertRefused(
                () -> QueueArguments.validate(table(name, value), true, QUEUE),
                "invalid arg '" + name + "' for " + QUEUE + ": " + why);
    }

    @ParameterizedTest
    @CsvSource({
        "x-dead-letter-strategy, str:at-most-once",
        "x-max-age, str:1h",
    })
    void refusesWhatItWouldHaveToIgnore(String name, String value) {
        assertRefused(
                () -> QueueArguments.validate(table(name, value), true, QUEUE),
                "invalid arg '" + name + "' for " + QUEUE + " of queue type rabbit_classic_queue");
    }

    @ParameterizedTest
    @CsvSource({
        "x-message-ttl, int:10, long:10",
        "x-expires, none, none",
        "x-nobody-knows, int:1, int:2",
        "x-queue-type, none, str:classic",
    })
    void aRedeclareMayDifferInTypeAndInWhatDoesNotCount(String name, String current, String received) {
        assertThatCode(() -> QueueArguments.requireSame(table(name, current), table(name, received), QUEUE))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-message-ttl | int:10 | int:20 | received '20' but current is '10'",
                "x-message-ttl | none | int:20 | received the value '20' of type 'signedint' but current is none",
                "x-expires | int:10 | none | received none but current is the value '10' of type 'signedint'",
                "x-max-length | int:5 | int:6 | received '6' but current is '5'",
                "x-max-length-bytes | none | int:5 | received the value '5' of type 'signedint' but current is none",
                "x-overflow | str:drop-head | str:foo | received 'foo' but current is 'drop-head'",
                "x-overflow | str:drop-head | none | received none but current is the value 'drop-head' of type 'longstr'",
                "x-dead-letter-exchange | str:a | str:b | received 'b' but current is 'a'",
                "x-dead-letter-exchange | str: | none | received none but current is the value '' of type 'longstr'",
                "x-dead-letter-routing-key | none | str:y | received the value 'y' of type 'longstr' but current is none",
                "x-queue-mode | str:lazy | str:default | received 'default' but current is 'lazy'",
                "x-single-active-consumer | none | bool:true | received the value 'true' of type 'bool' but current is none",
                "x-single-active-consumer | bool:false | none | received none but current is the value 'false' of type 'bool'",
                "x-single-active-consumer | bool:true | bool:false | received 'false' but current is 'true'",
                "x-queue-type | none | str:quorum | received 'quorum' but current is 'classic'",
            })
    void aRedeclareMustAgree(String name, String current, String received, String why) {
        assertRefused(
                () -> QueueArguments.requireSame(table(name, current), table(name, received), QUEUE),
                "inequivalent arg '" + name + "' for " + QUEUE + ": " + why);
    }

    @Test
    void flagsOfARedeclareMustAgree() {
        Arguments.requireSame("durable", true, true, QUEUE);
        assertRefused(
                () -> Arguments.requireSame("durable", true, false, QUEUE),
                "inequivalent arg 'durable' for " + QUEUE + ": received 'false' but current is 'true'");
    }

    @ParameterizedTest
    @CsvSource({"int:1, signedint", "bool:true, bool"})
    void saysItDifferentlyIfTheDeadLetterExchangeIsNoName(String value, String type) {
        FieldTable arguments = table("x-dead-letter-exchange", value);
        assertRefused(
                () -> QueueArguments.validate(arguments, true, QUEUE),
                "invalid type '" + type + "' for arg 'x-dead-letter-exchange' in " + QUEUE);
    }

    @Test
    void refusesARoutingKeyThatCouldNotBeSent() {
        FieldTable arguments = FieldTable.builder()
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", "x".repeat(300))
                .build();
        assertRefused(
                () -> QueueArguments.validate(arguments, true, QUEUE),
                "invalid arg 'x-dead-letter-routing-key' for " + QUEUE + ": {value_too_large,300}");
    }

    @Test
    void reportsTheFirstOfSeveralAsRabbitMqDoes() {
        FieldTable arguments = FieldTable.builder()
                .put("x-overflow", "foo")
                .put("x-max-length", -1)
                .put("x-dead-letter-routing-key", "a")
                .build();
        assertRefused(
                () -> QueueArguments.validate(arguments, true, QUEUE),
                "invalid arg 'x-dead-letter-routing-key' for " + QUEUE + ": routing_key_but_no_dlx_defined");
    }

    @Test
    void readsLimitsAndWhereDeadLettersGo() {
        FieldTable arguments = FieldTable.builder()
                .put("x-max-length", 5)
                .put("x-overflow", "reject-publish-dlx")
                .put("x-dead-letter-exchange", "dlx")
                .put("x-dead-letter-routing-key", "key")
                .build();
        assertThat(LimitArguments.limits(arguments, QueueType.CLASSIC))
                .isEqualTo(new QueueLimits(5, QueueLimits.UNLIMITED, QueueLimits.Overflow.REJECT_PUBLISH_DLX));
        assertThat(LimitArguments.limits(FieldTable.EMPTY, QueueType.CLASSIC)).isEqualTo(QueueLimits.NONE);
        assertThat(DeadLetterArguments.target(arguments))
                .isEqualTo(new DeadLetterTarget(ShortString.of("dlx"), ShortString.of("key")));
        assertThat(DeadLetterArguments.target(FieldTable.EMPTY)).isNull();
    }

    @Test
    void readsTimes() {
        assertThat(QueueArguments.expiresMs(table("x-expires", "int:7"))).isEqualTo(7);
        assertThat(QueueArguments.messageTtlMs(table("x-message-ttl", "byte:0")))
                .isZero();
        assertThat(QueueArguments.messageTtlMs(FieldTable.EMPTY)).isEqualTo(-1);
    }
}
