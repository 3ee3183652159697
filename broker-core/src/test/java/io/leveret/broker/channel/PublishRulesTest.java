package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.queue.Message;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishRulesTest {

    private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);

    @Test
    void leavesAPlainMessageAlone() {
        byte[] content = content(BasicProperties.EMPTY);
        assertThat(PublishRules.check(content, content.length - BODY.length)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "60000, 60000", "+5, 5", "007, 7", "315360000000, 315360000000"})
    void readsAnExpiration(String text, long ms) {
        assertThat(check(expiring(text)).expirationMs()).isEqualTo(ms);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''   | no_integer",
                "' 1' | no_integer",
                "abc  | no_integer",
                "-    | no_integer",
                "+    | no_integer",
                "1.5  | '{leftover_string,\".5\"}'",
                "10s  | '{leftover_string,\"s\"}'",
                "'1 ' | '{leftover_string,\" \"}'",
                "-1   | '{value_negative,-1}'",
                "315360000001 | '{value_too_large,315360000001}'",
                "99999999999999999999999 | '{value_too_large,99999999999999999999999}'",
            })
    void refusesAnExpirationThatIsNoNumberOfMilliseconds(String text, String why) {
        assertRefused(expiring(text), "invalid expiration '" + text + "': " + why);
    }

    private static BasicProperties expiring(String text) {
        return BasicProperties.builder().expiration(ShortString.of(text)).build();
    }

    @Test
    void readsFurtherKeysFromCcAndBcc() {
        FieldTable headers = FieldTable.builder()
                .put("CC", array("a", "b"))
                .put("BCC", array("c"))
                .put("kept", 1)
                .build();
        PublishRules.Extras extras = check(withHeaders(headers));
        assertThat(extras.routingKeys()).map(ShortString::toString).containsExactly("a", "b", "c");
        assertThat(extras.expirationMs()).isEqualTo(Message.NO_EXPIRATION);
    }

    @Test
    void removesBccAndNothingElse() {
        FieldTable headers = FieldTable.builder()
                .put("before", 1)
                .put("CC", array("a"))
                .put("BCC", array("c"))
                .put("after", "x")
                .build();
        BasicProperties properties = withHeaders(headers).toBuilder()
                .messageId(ShortString.of("m"))
                .deliveryMode(2)
                .build();
        PublishRules.Extras extras = check(properties);
        BasicProperties kept = BasicProperties.decode(extras.content(), 0, extras.propertiesLength());
        FieldTable expected = FieldTable.builder()
                .put("before", 1)
                .put("CC", array("a"))
                .put("after", "x")
                .build();
        assertThat(kept).isEqualTo(properties.toBuilder().headers(expected).build());
        assertThat(extras.content()).endsWith(BODY).hasSize(extras.propertiesLength() + BODY.length);
    }

    @Test
    void keepsTheBytesAsTheyAreWithCcAlone() {
        byte[] content =
                content(withHeaders(FieldTable.builder().put("CC", array("a")).build()));
        assertThat(extras(content).content()).isSameAs(content);
    }

    @Test
    void refusesFurtherKeysOfAnotherType() {
        assertRefused(
                withHeaders(FieldTable.builder().put("CC", "a").build()),
                "invalid message: {unacceptable_type_in_header,\"CC\",longstr}");
        assertRefused(
                withHeaders(FieldTable.builder().put("BCC", 1).build()),
                "invalid message: {unacceptable_type_in_header,\"BCC\",signedint}");
    }

    @Test
    void passesOverFurtherKeysThatAreNoText() {
        FieldValue mixed = new FieldValue.Array(List.of(new FieldValue.Int32(1), FieldValue.LongString.of("a")));
        byte[] content =
                content(withHeaders(FieldTable.builder().put("CC", mixed).build()));

        assertThat(extras(content).routingKeys()).containsExactly(ShortString.of("a"));
    }

    @Test
    void refusesAFurtherKeyThatIsTooLongWithoutFailing() {
        assertThatThrownBy(() -> check(withHeaders(
                        FieldTable.builder().put("CC", array("k".repeat(256))).build())))
                .isInstanceOf(ChannelException.class);
    }

    @Test
    void routesByTheOctetsOfAFurtherKey() {
        byte[] octets = {(byte) 0xff, 'a'};
        FieldValue keys = new FieldValue.Array(List.of(new FieldValue.LongString(octets)));
        PublishRules.Extras extras =
                check(withHeaders(FieldTable.builder().put("CC", keys).build()));
        assertThat(extras.routingKeys()).containsExactly(ShortString.copyOf(octets, 0, 2));
    }

    private static BasicProperties withHeaders(FieldTable headers) {
        return BasicProperties.builder().headers(headers).build();
    }

    private static FieldValue array(String... keys) {
        return new FieldValue.Array(
                Stream.of(keys).<FieldValue>map(FieldValue.LongString::of).toList());
    }

    private static byte[] content(BasicProperties properties) {
        byte[] encoded = properties.encode();
        byte[] content = new byte[encoded.length + BODY.length];
        System.arraycopy(encoded, 0, content, 0, encoded.length);
        System.arraycopy(BODY, 0, content, encoded.length, BODY.length);
        return content;
    }

    private static PublishRules.Extras check(BasicProperties properties) {
        return extras(content(properties));
    }

    private static PublishRules.Extras extras(byte[] content) {
        return Objects.requireNonNull(PublishRules.check(content, content.length - BODY.length));
    }

    private static void assertRefused(BasicProperties properties, String text) {
        assertThatThrownBy(() -> check(properties)).isInstanceOfSatisfying(ChannelException.class, refused -> {
            assertThat(refused.replyCode()).isEqualTo(ReplyCode.PRECONDITION_FAILED);
            assertThat(refused.explanation()).isEqualTo(text);
        });
    }
}
