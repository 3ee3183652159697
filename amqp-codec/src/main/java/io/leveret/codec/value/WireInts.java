package io.leveret.codec.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole numbers in network order out of a byte array. */
final class WireInts {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private WireInts() {}

    static int uint8(byte[] data, int index) {
        return data[index] & 0xFF;
    }

    static int uint16(byte[] data, int index) {
        return (short) SHORTS.get(data, index) & 0xFFFF;
    }

    static int int32(byte[] data, int index) {
        return (int) INTS.get(data, index);
    }

    static long int64(byte[] data, int index) {
        return (long) LONGS.get(data, index);
    }
}
