package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTest {

    @ParameterizedTest
    @ValueSource(strings = {"guest|guest", "user|", "|password", "m\u00fcller|p\u00e4ss"})
    void readsUserAndPasswordFromPlain(String pair) {
        int bar = pair.indexOf('|');
        String user = pair.substring(0, bar);
        String password = pair.substring(bar + 1);
        Sasl.Credentials read = Sasl.credentials("PLAIN", utf8("\0" + user + "\0" + password));
        assertThat(read.user()).isEqualTo(user);
        assertThat(read.password()).isEqualTo(utf8(password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "guest", "\0guest", "guest\0guest", "admin\0guest\0guest", "\0a\0b\0c"})
    void refusesAMalformedPlainResponse(String response) {
        assertRefused("PLAIN", utf8(response), ReplyCode.SYNTAX_ERROR, "response to PLAIN challenge is malformed");
    }

    @Test
    void readsUserAndPasswordFromAmqplain() {
        byte[] response = entries(FieldTable.builder()
                .put("LOGIN", "guest")
                .put("PASSWORD", "secret")
                .put("more", 1)
                .build());
        Sasl.Credentials read = Sasl.credentials("AMQPLAIN", response);
        assertThat(read.user()).isEqualTo("guest");
        assertThat(read.password()).isEqualTo(utf8("secret"));
    }

    @Test
    void refusesAmqplainWithoutLoginOrPassword() {
        byte[] noPassword = entries(FieldTable.builder().put("LOGIN", "guest").build());
        byte[] wrongType = entries(
                FieldTable.builder().put("LOGIN", "guest").put("PASSWORD", 1).build());
        String text = "AMQPLAIN auth info is missing LOGIN or PASSWORD field";
        assertRefused("AMQPLAIN", noPassword, ReplyCode.SYNTAX_ERROR, text);
        assertRefused("AMQPLAIN", wrongType, ReplyCode.SYNTAX_ERROR, text);
        assertRefused("AMQPLAIN", new byte[0], ReplyCode.SYNTAX_ERROR, text);
    }

    @Test
    void cutAmqplainResponsesAreErrorsOfTheProtocolOnly() {
        byte[] response = entries(FieldTable.builder()
                .put("LOGIN", "guest")
                .put("PASSWORD", "guest")
                .build());
        for (int length = 0; length < response.length; length++) {
            byte[] cut = Arrays.copyOf(response, length);
            assertThatThrownBy(() -> Sasl.credentials("AMQPLAIN", cut)).isInstanceOf(ConnectionException.class);
        }
    }

    @Test
    void refusesAnUnknownMechanism() {
        assertRefused(
                "EXTERNAL", new byte[0], ReplyCode.COMMAND_INVALID, "unknown authentication mechanism 'EXTERNAL'");
    }

    @Test
    void keepsThePasswordOutOfTexts() {
        assertThat(Sasl.credentials("PLAIN", utf8("\0guest\0secret")).toString())
                .contains("guest")
                .doesNotContain("secret");
    }

    private static void assertRefused(String mechanism, byte[] response, ReplyCode code, String text) {
        assertThatThrownBy(() -> Sasl.credentials(mechanism, response))
                .isInstanceOfSatisfying(ConnectionException.class, refused -> {
                    assertThat(refused.replyCode()).isEqualTo(code);
                    assertThat(refused.explanation()).isEqualTo(text);
                });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The table as AMQPLAIN sends it: its entries without the length in front. */
    private static byte[] entries(FieldTable table) {
        ByteBuf buf = Unpooled.buffer();
        table.writeTo(buf);
        byte[] bytes = new byte[buf.readableBytes() - 4];
        buf.getBytes(4, bytes);
        return bytes;
    }
}
