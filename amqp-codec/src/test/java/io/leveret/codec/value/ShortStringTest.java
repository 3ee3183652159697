package io.leveret.codec.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShortStringTest {
    @Test
    void takes255BytesAndNoMore() {
        assertThat(ShortString.of("x".repeat(255)).length()).isEqualTo(255);
        assertThatThrownBy(() -> ShortString.of("x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShortString.of("ä".repeat(128))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShortString.copyOf(new byte[300], 0, 256))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShortString.copyOf(Unpooled.buffer(300), 0, 256))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isTheSameFromTextBytesAndBuffer() {
        for (int length = 0; length <= 255; length++) {
            byte[] bytes = "abcdefg".repeat(40).substring(0, length).getBytes(UTF_8);
            byte[] padded = ("<<" + new String(bytes, UTF_8) + ">>").getBytes(UTF_8);
            ByteBuf buf = Unpooled.wrappedBuffer(padded);
            ShortString text = ShortString.of(new String(bytes, UTF_8));
            assertThat(ShortString.copyOf(padded, 2, length)).isEqualTo(text).hasSameHashCodeAs(text);
            assertThat(ShortString.copyOf(buf, 2, length)).isEqualTo(text);
            assertThat(ShortString.hashOf(buf, 2, length)).isEqualTo(text.hashCode());
            assertThat(text.contentEquals(buf, 2, length)).isTrue();
            assertThat(text.contentEquals(buf, 1, length)).isEqualTo(length == 0);
            assertThat(text.contentEquals(buf, 2, length + 1)).isFalse();
            assertThat(text.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void seesADifferenceInEveryByte() {
        byte[] bytes = "abcdefghijklmnopqrs".getBytes(UTF_8);
        ShortString original = ShortString.copyOf(bytes, 0, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] ^= 1;
            assertThat(original.contentEquals(Unpooled.wrappedBuffer(other), 0, other.length))
                    .isFalse();
            assertThat(original).isNotEqualTo(ShortString.copyOf(other, 0, other.length));
        }
    }

    @Test
    void writesLengthAndBytes() {
        ByteBuf out = Unpooled.buffer();
        ShortString text = ShortString.of("äb");
        text.writeTo(out);
        assertThat(out.readableBytes()).isEqualTo(text.encodedLength());
        assertThat(out.readUnsignedByte()).isEqualTo((short) 3);
        assertThat(out.readCharSequence(3, UTF_8)).hasToString("äb");
        text.writeBytesTo(out);
        assertThat(out.readCharSequence(3, UTF_8)).hasToString("äb");
    }

    @Test
    void comparesWithText() {
        ShortString name = ShortString.of("amq.gen-1");
        assertThat(name.startsWith("amq.")).isTrue();
        assertThat(name.startsWith("amqp")).isFalse();
        assertThat(name.startsWith("")).isTrue();
        assertThat(ShortString.EMPTY.startsWith("a")).isFalse();
        assertThat(name.contentEquals("amq.gen-1")).isTrue();
        assertThat(name.contentEquals("amq.gen-")).isFalse();
        assertThat(name.contentEquals("amq.gen-12")).isFalse();
        assertThat(ShortString.of("grün").contentEquals("grün")).isTrue();
        assertThat(ShortString.of("grün").contentEquals("grüm")).isFalse();
        assertThat(ShortString.of("grün").contentEquals("gruen")).isFalse();
    }

    @Test
    void ordersByUnsignedBytes() {
        assertThat(ShortString.of("a")).isLessThan(ShortString.of("b"));
        assertThat(ShortString.of("a")).isLessThan(ShortString.of("aa"));
        assertThat(ShortString.of("z")).isLessThan(ShortString.of("ä"));
        assertThat(ShortString.EMPTY).isLessThan(ShortString.of("a"));
    }

    /** A hash trie takes five bits at a time from one end, so names that count up must differ at both ends. */
    @Test
    void spreadsNamesThatCountUp() {
        Set<Integer> low = new HashSet<>();
        Set<Integer> high = new HashSet<>();
        Set<Integer> all = new HashSet<>();
        int names = 1 << 16;
        for (int i = 0; i < names; i++) {
            int hash = ShortString.of("queue-" + i).hashCode();
            low.add(hash & 0xFFFF);
            high.add(hash >>> 16);
            all.add(hash);
        }
        // Random 16-bit values leave 1/e of the places empty, and 65,536 random ints collide about once in two runs.
        assertThat(low).hasSizeGreaterThan(names * 62 / 100);
        assertThat(high).hasSizeGreaterThan(names * 62 / 100);
        assertThat(all).hasSizeGreaterThan(names - 5);
    }
}
