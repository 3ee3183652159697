package io.leveret.codec.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable.Entry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no table must be refused by both readers: the one that builds and the one that only walks. */
class FieldTableMalformedTest {
    private static final String TAGS = "tbBsuIilLfdDSATFVx";

    @Test
    void showsTheBytesThatAreNoTable() {
        ConnectionException e = refused(new byte[] {1, 'a', 'Z'});
        assertThat(e.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        assertThat(e.explanation()).isEqualTo("cannot decode <<1,97,90>>");
    }

    static Stream<Entry> everyType() {
        return FieldSamples.EVERY_TYPE.entries().stream();
    }

    /** A prefix is a table itself only where it ends between two fields. */
    @ParameterizedTest
    @MethodSource("everyType")
    void refusesATableCutAnywhere(Entry entry) {
        byte[] data = entriesOf(FieldTable.builder()
                .put(entry.name(), entry.value())
                .put(entry.name(), entry.value())
                .build());
        for (int length = 1; length < data.length; length++) {
            if (length == data.length / 2) {
                assertThat(FieldTable.decode(data, 0, length).size()).isEqualTo(1);
            } else {
                byte[] cut = java.util.Arrays.copyOf(data, length);
                assertThat(refused(cut).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
            }
        }
    }

    @Test
    void refusesEveryTagThatIsNoType() {
        Set<Integer> refused = new HashSet<>();
        for (int tag = 0; tag < 256; tag++) {
            byte[] data = new byte[3 + 8];
            data[0] = 1;
            data[2] = (byte) tag;
            if (TAGS.indexOf(tag) < 0) {
                assertThat(refused(data).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
                refused.add(tag);
            }
        }
        assertThat(refused).hasSize(256 - TAGS.length());
    }

    /** The length is what an attacker writes; nothing may be allocated for it. */
    @ParameterizedTest
    @ValueSource(ints = {3, 100, Integer.MAX_VALUE, Integer.MAX_VALUE - 4, Integer.MIN_VALUE, -1, -4})
    void refusesALengthThatIsNotThere(int length) {
        for (char tag : new char[] {'S', 'x', 'F', 'A'}) {
            ByteBuf data = Unpooled.buffer();
            data.writeByte(1).writeByte('a').writeByte(tag).writeInt(length).writeShort(0);
            assertThat(refused(ByteBufUtil.getBytes(data)).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        }
    }

    @Test
    void refusesAnInnerTableThatReachesBeyondTheOuter() {
        // The inner table claims one octet more than the outer has; that octet exists, but belongs to somebody else.
        byte[] data = {1, 'a', 'F', 0, 0, 0, 4, 1, 'b', 'V', 0};
        assertThat(FieldWalker.table(data, 0, 10, 1)).isEqualTo(FieldWalker.MALFORMED);
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> FieldTable.decode(data, 0, 10));
    }

    @Test
    void refusesNestingOneLevelTooDeep() {
        for (FieldTable table : new FieldTable[] {
            FieldSamples.nestedTables(FieldTable.DEPTH_MAX + 1), FieldSamples.nestedArrays(FieldTable.DEPTH_MAX + 1)
        }) {
            ConnectionException e = refused(entriesOf(table));
            assertThat(e.replyCode()).isEqualTo(ReplyCode.SYNTAX_ERROR);
            assertThat(e.explanation()).isEqualTo("field table nested too deep (expected: <= 64)");
        }
    }

    /** As deep as a frame of 128 KiB can go: 6 octets a level. */
    @Test
    void refusesTheDeepestNestingThatFitsAFrameWithoutRecursing() {
        int levels = 21_800;
        ByteBuf data = Unpooled.buffer();
        for (int level = levels; level > 0; level--) {
            data.writeByte(0).writeByte('F').writeInt((level - 1) * 6);
        }
        assertThat(refused(ByteBufUtil.getBytes(data)).replyCode()).isEqualTo(ReplyCode.SYNTAX_ERROR);
    }

    private static byte[] entriesOf(FieldTable table) {
        ByteBuf out = Unpooled.buffer();
        table.writeTo(out);
        return ByteBufUtil.getBytes(out, Integer.BYTES, out.readableBytes() - Integer.BYTES);
    }

    private static ConnectionException refused(byte[] data) {
        ConnectionException e =
                catchThrowableOfType(ConnectionException.class, () -> FieldTable.decode(data, 0, data.length));
        assertThat(e).isNotNull();
        if (e.replyCode() == ReplyCode.FRAME_ERROR) {
            assertThat(FieldWalker.table(data, 0, data.length, 1)).isEqualTo(FieldWalker.MALFORMED);
        } else {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> FieldWalker.table(data, 0, data.length, 1));
        }
        return e;
    }
}
