package io.leveret.codec.value;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Writes a property list and, at the end, the flags word before it. Properties must come in the order of their flags. */
final class PropertyWriter {
    private final ByteBuf out;
    private final int flagsAt;
    private int flags;

    PropertyWriter(ByteBuf out) {
        this.out = out;
        this.flagsAt = out.writerIndex();
        out.writeShort(0);
    }

    void shortString(int flag, @Nullable ShortString value) {
        if (value != null) {
            flags |= flag;
            value.writeTo(out);
        }
    }

    void table(int flag, @Nullable FieldTable value) {
        if (value != null) {
            flags |= flag;
            value.writeTo(out);
        }
    }

    void octet(int flag, @Nullable Integer value) {
        if (value != null) {
            flags |= flag;
            out.writeByte(value);
        }
    }

    void timestamp(int flag, @Nullable Long value) {
        if (value != null) {
            flags |= flag;
            out.writeLong(value);
        }
    }

    void finish() {
        out.setShort(flagsAt, flags);
    }
}
