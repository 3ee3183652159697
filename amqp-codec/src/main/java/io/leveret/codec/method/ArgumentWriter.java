package io.leveret.codec.method;

import io.leveret.codec.value.FieldValue.LongString;
import io.netty.buffer.ByteBuf;

/** Writes the arguments that do not write themselves. */
final class ArgumentWriter {
    private ArgumentWriter() {}

    static void longString(ByteBuf out, LongString value) {
        out.writeInt(value.length());
        out.writeBytes(value.bytes());
    }

    /** Bit arguments that follow each other share an octet, the first in the lowest bit (section 4.2.5.2). */
    static void bits(ByteBuf out, boolean... bits) {
        assert bits.length <= Byte.SIZE : "more bits than an octet holds";
        int octet = 0;
        for (int i = 0; i < bits.length; i++) {
            octet |= bits[i] ? 1 << i : 0;
        }
        out.writeByte(octet);
    }
}
