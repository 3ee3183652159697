package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentAssemblyTest {

    private static final byte[] NO_PROPERTIES = {0, 0};
    private static final long HARD_MAX = 512L * 1024 * 1024;

    private final ContentAssembly content = new ContentAssembly();

    @Test
    void anEmptyBodyIsCompleteWithItsHeader() {
        assertThat(header(60, 0, NO_PROPERTIES)).isZero();
        assertThat(content.isComplete()).isTrue();
        assertThat(content.propertiesLength()).isEqualTo(2);
        assertThat(content.take()).isEqualTo(NO_PROPERTIES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 65_535, 65_536, 65_537, 200_000, 1_000_003})
    void putsABodyTogetherFromAnyPieces(int bodySize) {
        SplittableRandom random = new SplittableRandom(bodySize);
        byte[] body = new byte[bodySize];
        random.nextBytes(body);
        byte[] properties = BasicProperties.builder()
                .contentType(ShortString.of("text/plain"))
                .messageId(ShortString.of("m"))
                .build()
                .encode();
        assertThat(header(60, bodySize, properties)).isEqualTo(bodySize);
        for (int at = 0; at < bodySize; ) {
            assertThat(content.isComplete()).isFalse();
            int piece = Math.min(bodySize - at, 1 + random.nextInt(Math.max(1, bodySize / 3)));
            // Body frames of no length at all are legal.
            body(body, at, 0);
            body(body, at, piece);
            at += piece;
        }
        assertThat(content.isComplete()).isTrue();
        assertThat(content.propertiesLength()).isEqualTo(properties.length);
        byte[] taken = content.take();
        assertThat(taken).startsWith(properties).endsWith(body).hasSize(properties.length + bodySize);
    }

    @Test
    void canBeUsedAgain() {
        header(60, 3, NO_PROPERTIES);
        body(new byte[] {1, 2, 3}, 0, 3);
        byte[] first = content.take();
        header(60, 1, NO_PROPERTIES);
        body(new byte[] {9}, 0, 1);
        assertThat(content.take()).containsExactly(0, 0, 9);
        assertThat(first).containsExactly(0, 0, 1, 2, 3);
    }

    @Test
    void rejectsBodyLargerThanHeaderSaid() {
        header(60, 5, NO_PROPERTIES);
        body(new byte[3], 0, 3);
        assertThatThrownBy(() -> body(new byte[3], 0, 3))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        failure -> assertThat(failure.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR));
    }

    @Test
    void rejectsHeadersOfOtherClassesAndWithAWeight() {
        assertThatThrownBy(() -> header(50, 0, NO_PROPERTIES))
                .isInstanceOfSatisfying(ConnectionException.class, failure -> {
                    assertThat(failure.replyCode()).isEqualTo(ReplyCode.UNEXPECTED_FRAME);
                    assertThat(failure.explanation())
                            .isEqualTo("expected content header for class 60, got one for class 50 instead");
                });
        ByteBuf weighty = headerFrame(60, 0, NO_PROPERTIES).setShort(2, 1);
        assertThatThrownBy(() -> content.header(weighty, 0, weighty.readableBytes()))
                .isInstanceOf(ConnectionException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {HARD_MAX + 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void rejectsAnnouncementsThatNoConfigurationAllows(long bodySize) {
        assertThatThrownBy(() -> header(60, bodySize, NO_PROPERTIES))
                .isInstanceOfSatisfying(ConnectionException.class, failure -> {
                    assertThat(failure.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
                    assertThat(failure.explanation()).contains(Long.toUnsignedString(bodySize));
                });
    }

    @Test
    void rejectsMalformedProperties() {
        byte[] cut = {(byte) 0x80, 0, 9, 'a'};
        assertThatThrownBy(() -> header(60, 0, cut)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void aHeaderAloneCostsLittleHoweverMuchItAnnounces() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        header(60, 16 * 1024 * 1024, NO_PROPERTIES);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            header(60, 16 * 1024 * 1024, NO_PROPERTIES);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 * 1024 * 1024);
    }

    @Test
    void memoryFollowsWhatHasArrivedAndNotWhatWasAnnounced() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf announcing = headerFrame(60, HARD_MAX, NO_PROPERTIES);
        byte[] piece = new byte[10_000];
        long before = threads.getCurrentThreadAllocatedBytes();
        content.header(announcing, 0, announcing.readableBytes());
        for (int i = 0; i < 100; i++) {
            content.body(Unpooled.wrappedBuffer(piece), 0, piece.length);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("octets for a million that arrived, of half a thousand millions announced")
                .isLessThan(6_000_000);
    }

    private long header(int classId, long bodySize, byte[] properties) {
        ByteBuf frame = headerFrame(classId, bodySize, properties);
        return content.header(frame, 0, frame.readableBytes());
    }

    private static ByteBuf headerFrame(int classId, long bodySize, byte[] properties) {
        return Unpooled.buffer()
                .writeShort(classId)
                .writeShort(0)
                .writeLong(bodySize)
                .writeBytes(properties);
    }

    private void body(byte[] bytes, int offset, int length) {
        content.body(Unpooled.wrappedBuffer(bytes), offset, length);
    }
}
