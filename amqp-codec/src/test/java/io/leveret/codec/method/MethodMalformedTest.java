package io.leveret.codec.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldSamples;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts and ids as a RabbitMQ 3.10 answered them, but where it answers nothing because its reader crashes. */
class MethodMalformedTest {
    static List<Method> methods() {
        return MethodSamples.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void refusesArgumentsCutAnywhere(Method method) {
        byte[] data = MethodCodecTest.encoded(method);
        for (int length = 4; length < data.length; length++) {
            ConnectionException e = refused(Arrays.copyOf(data, length));
            assertThat(e.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
            assertThat(e.explanation()).startsWith("cannot decode <<");
            assertThat(e.classId()).isEqualTo(method.classId());
            assertThat(e.methodId()).isEqualTo(method.methodId());
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void refusesBytesAfterTheArguments(Method method) {
        byte[] data = MethodCodecTest.encoded(method);
        ConnectionException e = refused(Arrays.copyOf(data, data.length + 1));
        assertThat(e.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        assertThat(e.classId()).isEqualTo(method.classId());
    }

    @Test
    void showsTheArgumentsAsNumbers() {
        ConnectionException e = refused(new byte[] {0, 50, 0, 10, 'a', 'b', 'c'});
        assertThat(e.replyText()).hasToString("FRAME_ERROR - cannot decode <<97,98,99>>");
        assertThat(e.classId()).isEqualTo(50);
        assertThat(e.methodId()).isEqualTo(10);
    }

    @Test
    void cutsTheTextOfLongArguments() {
        byte[] data = new byte[304];
        Arrays.fill(data, (byte) 'a');
        data[0] = 0;
        data[1] = 50;
        data[2] = 0;
        data[3] = 10;
        String expected = "FRAME_ERROR - cannot decode <<" + "97,".repeat(74) + "...";
        assertThat(refused(data).replyText()).hasToString(expected);
    }

    /** A table in the arguments that is none: the text has all arguments, not the table alone. */
    @Test
    void showsAllArgumentsOfAMalformedTable() {
        ConnectionException e = refused(new byte[] {0, 50, 0, 10, 0, 0, 1, 'q', 0, 0, 0, 0, 3, 1, 'k', 'Z'});
        assertThat(e.explanation()).isEqualTo("cannot decode <<0,0,1,113,0,0,0,0,3,1,107,90>>");
    }

    @Test
    void refusesTablesNestedTooDeep() {
        FieldTable deep = FieldSamples.nestedTables(FieldTable.DEPTH_MAX + 1);
        ConnectionException e = refused(MethodCodecTest.encoded(
                new QueueMethod.Declare(ShortString.EMPTY, false, false, false, false, false, deep)));
        assertThat(e.replyText()).hasToString("SYNTAX_ERROR - field table nested too deep (expected: <= 64)");
        assertThat(e.classId()).isEqualTo(50);
        assertThat(e.methodId()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"50, 99", "99, 10", "0, 0", "60, 41", "65535, 65535", "10, 12", "20, 50", "30, 12", "40, 41", "85, 20"})
    void refusesIdsThatAreNoMethod(int classId, int methodId) {
        ConnectionException e =
                refused(new byte[] {(byte) (classId >> 8), (byte) classId, (byte) (methodId >> 8), (byte) methodId});
        assertThat(e.replyText()).hasToString("COMMAND_INVALID - unimplemented method");
        assertThat(e.classId()).isZero();
        assertThat(e.methodId()).isZero();
    }

    @Test
    void refusesBytesTooFewForTheIds() {
        for (int length = 0; length < 4; length++) {
            assertThat(refused(new byte[length]).replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        }
    }

    @Test
    void allocatesNothingForALongStringThatIsNotThere() {
        ConnectionException e = refused(new byte[] {0, 10, 0, 20, 0x7F, -1, -1, -1, 'a'});
        assertThat(e.explanation()).isEqualTo("cannot decode <<127,255,255,255,97>>");
        assertThat(refused(new byte[] {0, 10, 0, 20, -1, -1, -1, -1}).replyCode())
                .isEqualTo(ReplyCode.FRAME_ERROR);
    }

    /** The bytes stand alone in a buffer of their size, so that a reader that goes too far is caught. */
    private static ConnectionException refused(byte[] data) {
        ByteBuf buf = Unpooled.wrappedBuffer(data);
        ConnectionException e =
                catchThrowableOfType(ConnectionException.class, () -> MethodCodec.decode(buf, 0, data.length));
        assertThat(e).isNotNull();
        return e;
    }
}
