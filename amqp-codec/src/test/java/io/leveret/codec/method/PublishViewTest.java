package io.leveret.codec.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishViewTest {
    private final PublishView view = new PublishView();

    @ParameterizedTest
    @CsvSource({
        "amq.direct, key, true, false",
        "amq.direct, key, false, true",
        "'', queue, false, false",
        "events, '', true, true",
        "'', '', false, false",
    })
    void findsThePartsWhereTheyLie(String exchange, String routingKey, boolean mandatory, boolean immediate) {
        ShortString x = ShortString.of(exchange);
        ShortString key = ShortString.of(routingKey);
        byte[] data = MethodCodecTest.encoded(new BasicMethod.Publish(x, key, mandatory, immediate));
        ByteBuf buf = Unpooled.buffer().writeZero(11).writeBytes(data).writeZero(11);

        view.parse(buf, 11, data.length);

        assertThat(ShortString.copyOf(buf, view.exchangeIndex(), view.exchangeLength()))
                .isEqualTo(x);
        assertThat(key.contentEquals(buf, view.routingKeyIndex(), view.routingKeyLength()))
                .isTrue();
        assertThat(view.mandatory()).isEqualTo(mandatory);
        assertThat(view.immediate()).isEqualTo(immediate);
    }

    @Test
    void findsTheLongestNames() {
        ShortString longest = ShortString.of("x".repeat(255));
        byte[] data = MethodCodecTest.encoded(new BasicMethod.Publish(longest, longest, false, false));
        view.parse(Unpooled.wrappedBuffer(data), 0, data.length);
        assertThat(view.exchangeLength()).isEqualTo(255);
        assertThat(view.routingKeyLength()).isEqualTo(255);
    }

    @Test
    void refusesWhatTheFullDecoderRefusesWithTheSameText() {
        byte[] data = MethodCodecTest.encoded(
                new BasicMethod.Publish(ShortString.of("exchange"), ShortString.of("key"), false, false));
        for (int length = 4; length <= data.length + 3; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            if (length != data.length) {
                assertRefusedAlike(cut);
            }
        }
    }

    private void assertRefusedAlike(byte[] data) {
        ByteBuf buf = Unpooled.wrappedBuffer(data);
        ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> view.parse(buf, 0, data.length));
        assertThat(e).isNotNull();
        assertThat(e.classId()).isEqualTo(60);
        assertThat(e.methodId()).isEqualTo(40);
        assertThatThrownBy(() -> MethodCodec.decode(buf, 0, data.length)).hasMessage(e.getMessage());
    }

    @Test
    void tellsAPublishFromOtherMethods() {
        for (Method method : MethodSamples.all()) {
            ByteBuf buf = Unpooled.wrappedBuffer(MethodCodecTest.encoded(method));
            assertThat(PublishView.isPublish(buf, 0)).isEqualTo(method instanceof BasicMethod.Publish);
        }
    }
}
