package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    /** Salt 0x908DC60A and "test12", from RabbitMQ's documentation. */
    private static final String DOCUMENTED = "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void makesTheHashOfRabbitMqsDocumentation() {
        assertThat(PasswordHash.of(PasswordHash.Algorithm.SHA_256, octets("test12"), 0x908DC60A)
                        .base64())
                .isEqualTo(DOCUMENTED);
    }

    @Test
    void fitsThePasswordOfRabbitMqsDocumentationAndNoOther() {
        PasswordHash hash = PasswordHash.ofBase64(PasswordHash.Algorithm.SHA_256, DOCUMENTED);
        assertThat(hash.matches(octets("test12"))).isTrue();
        assertThat(hash.matches(octets("test13"))).isFalse();
        assertThat(hash.matches(octets(""))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrites(PasswordHash.Algorithm algorithm) {
        PasswordHash hash = PasswordHash.of(algorithm, octets("a password"), -1);
        PasswordHash read = PasswordHash.ofBase64(algorithm, hash.base64());
        assertThat(read).isEqualTo(hash);
        assertThat(read.matches(octets("a password"))).isTrue();
        assertThat(PasswordHash.Algorithm.named(algorithm.title())).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 20, 35, 37, 100})
    void fitsNothingIfItsLengthIsWrong(int length) {
        PasswordHash hash = PasswordHash.ofBase64(
                PasswordHash.Algorithm.SHA_256, Base64.getEncoder().encodeToString(new byte[length]));
        assertThat(hash.matches(octets(""))).isFalse();
        assertThat(hash.matches(octets("test12"))).isFalse();
    }

    @Test
    void refusesWhatIsNotBase64() {
        assertThatThrownBy(() -> PasswordHash.ofBase64(PasswordHash.Algorithm.SHA_256, "!!"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsSaltAndDigestOutOfLogs() {
        assertThat(PasswordHash.ofBase64(PasswordHash.Algorithm.SHA_256, DOCUMENTED))
                .hasToString("PasswordHash[rabbit_password_hashing_sha256]");
    }
}
