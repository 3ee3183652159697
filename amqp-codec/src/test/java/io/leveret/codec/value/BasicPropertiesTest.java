package io.leveret.codec.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.GoldenFile;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BasicPropertiesTest {
    private static final int SUBSETS = 1 << 14;

    @Test
    void findsAHeaderWithoutDecodingAnyBehindEachType() {
        byte[] data = PropertySamples.ALL.encode();
        for (FieldTable.Entry header : FieldSamples.EVERY_TYPE.entries()) {
            assertThat(RawProperties.hasHeader(data, 0, header.name()))
                    .as("%s", header.name())
                    .isTrue();
        }
        assertThat(RawProperties.hasHeader(data, 0, ShortString.of("k")))
                .as("nested")
                .isFalse();
        assertThat(RawProperties.hasHeader(RawProperties.MINIMAL, 0, ShortString.of("k")))
                .isFalse();
    }

    @Test
    void encodesAllPropertiesAsRabbitMqDoes() {
        String golden =
                GoldenFile.read(BasicPropertiesTest.class, "properties.golden").get("properties");
        assertThat(HexFormat.of().formatHex(PropertySamples.ALL.encode())).isEqualTo(golden);
    }

    @Test
    void readsEverySubsetAsItWasWritten() {
        for (int bits = 0; bits < SUBSETS; bits++) {
            BasicProperties properties = PropertySamples.some(bits);
            byte[] data = properties.encode();
            assertThat(BasicProperties.decode(data, 0, data.length)).isEqualTo(properties);
            assertReadersAgree(properties, data);
        }
    }

    @Test
    void readsFromTheMiddleOfABuffer() {
        byte[] data = PropertySamples.ALL.encode();
        byte[] padded = new byte[data.length + 20];
        System.arraycopy(data, 0, padded, 10, data.length);
        assertThat(BasicProperties.decode(padded, 10, data.length)).isEqualTo(PropertySamples.ALL);
        assertThat(BasicProperties.decode(Unpooled.wrappedBuffer(padded), 10, data.length))
                .isEqualTo(PropertySamples.ALL);
        assertThat(RawProperties.expiration(padded, 10, data.length)).hasToString("60000");
        assertThat(RawProperties.headers(padded, 10, data.length)).isEqualTo(FieldSamples.EVERY_TYPE);
    }

    @Test
    void hasNoPropertiesInTheMinimalBytes() {
        assertThat(BasicProperties.EMPTY.encode()).isEqualTo(RawProperties.MINIMAL);
        assertThat(BasicProperties.decode(RawProperties.MINIMAL, 0, 2)).isEqualTo(BasicProperties.EMPTY);
    }

    @Test
    void holdsOctetsOnly() {
        assertThatThrownBy(() -> BasicProperties.builder().priority(256).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BasicProperties.builder().deliveryMode(-1).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesPropertiesCutAnywhere() {
        byte[] data = PropertySamples.ALL.encode();
        for (int length = 0; length < data.length; length++) {
            assertThat(refused(Arrays.copyOf(data, length)).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        }
    }

    @Test
    void refusesBytesAfterTheLastProperty() {
        byte[] data = PropertySamples.ALL.encode();
        assertThat(refused(Arrays.copyOf(data, data.length + 1)).explanation()).startsWith("cannot decode <<255,252,");
    }

    /** Bit 0 announces another flags word, bit 1 a property that class basic does not have. */
    @Test
    void refusesFlagsThatBasicDoesNotHave() {
        assertThat(refused(new byte[] {0, 1}).explanation()).isEqualTo("cannot decode <<0,1>>");
        assertThat(refused(new byte[] {0, 1, 0, 0}).explanation()).isEqualTo("cannot decode <<0,1,0,0>>");
        assertThat(refused(new byte[] {0, 2}).explanation()).isEqualTo("cannot decode <<0,2>>");
    }

    @Test
    void refusesHeadersThatAreNoTable() {
        assertThat(refused(new byte[] {0x20, 0, 0, 0, 0, 3, 1, 'a', 'Z'}).replyCode())
                .isEqualTo(ReplyCode.FRAME_ERROR);
        assertThat(refused(new byte[] {0x20, 0, -1, -1, -1, -1}).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
    }

    @Test
    void refusesHeadersNestedTooDeep() {
        byte[] data = BasicProperties.builder()
                .headers(FieldSamples.nestedTables(65))
                .build()
                .encode();
        assertThat(refused(data).replyCode()).isEqualTo(ReplyCode.SYNTAX_ERROR);
    }

    private static void assertReadersAgree(BasicProperties properties, byte[] data) {
        int length = data.length;
        Integer deliveryMode = properties.deliveryMode();
        Integer priority = properties.priority();
        assertThat(RawProperties.deliveryMode(data, 0, length)).isEqualTo(deliveryMode == null ? 0 : deliveryMode);
        assertThat(RawProperties.priority(data, 0, length)).isEqualTo(priority == null ? -1 : priority);
        assertThat(RawProperties.expiration(data, 0, length)).isEqualTo(properties.expiration());
        assertThat(RawProperties.replyTo(data, 0, length)).isEqualTo(properties.replyTo());
        assertThat(RawProperties.userId(data, 0, length)).isEqualTo(properties.userId());
        assertThat(RawProperties.messageId(data, 0, length)).isEqualTo(properties.messageId());
        assertThat(RawProperties.correlationId(data, 0, length)).isEqualTo(properties.correlationId());
        assertThat(RawProperties.headers(data, 0, length)).isEqualTo(properties.headers());
    }

    private static ConnectionException refused(byte[] data) {
        ConnectionException e =
                catchThrowableOfType(ConnectionException.class, () -> RawProperties.validate(data, 0, data.length));
        assertThat(e).isNotNull();
        return e;
    }
}
