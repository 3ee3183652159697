package io.leveret.codec.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP short string (section 4.2.5.3): at most 255 bytes, normally UTF-8, kept as the bytes that came.
 *
 * <p>Names and routing keys are looked up far more often than they are printed, so the hash is computed once at
 * construction and every comparison works on bytes. Order is that of the unsigned bytes.
 */
public final class ShortString implements Comparable<ShortString> {
    /** The longest short string in bytes: its length is one octet. */
    public static final int BYTES_MAX = 255;

    public static final ShortString EMPTY = new ShortString(new byte[0]);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long HASH_SEED = 0x9E3779B97F4A7C15L;
    private static final long HASH_FACTOR = 0xC2B2AE3D27D4EB4FL;

    private final byte[] bytes;
    private final int hash;

    private ShortString(byte[] bytes) {
        this.bytes = bytes;
        this.hash = hashOf(bytes);
    }

    /** The text, or as many of its first letters as fit. */
    public static ShortString shortened(String text) {
        String fitting = text;
        while (fitting.getBytes(UTF_8).length > BYTES_MAX) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        return of(fitting);
    }

    /**
     * The text in UTF-8.
     *
     * @throws IllegalArgumentException if that is more than 255 bytes
     */
    public static ShortString of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        requireShort(bytes.length);
        return bytes.length == 0 ? EMPTY : new ShortString(bytes);
    }

    /**
     * Copies {@code length} bytes.
     *
     * @throws IllegalArgumentException if {@code length} is more than 255
     */
    public static ShortString copyOf(byte[] data, int offset, int length) {
        requireShort(length);
        return length == 0 ? EMPTY : new ShortString(Arrays.copyOfRange(data, offset, offset + length));
    }

    /**
     * Copies {@code length} bytes at the absolute {@code index}.
     *
     * @throws IllegalArgumentException if {@code length} is more than 255
     */
    public static ShortString copyOf(ByteBuf buf, int index, int length) {
        requireShort(length);
        if (length == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[length];
        buf.getBytes(index, bytes);
        return new ShortString(bytes);
    }

    private static void requireShort(int length) {
        if (length > BYTES_MAX) {
            throw new IllegalArgumentException("short string of " + length + " bytes (expected: <= " + BYTES_MAX + ")");
        }
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public byte byteAt(int index) {
        return bytes[index];
    }

    /** Whether the bytes are well-formed UTF-8, as AMQP demands of the short strings in methods. */
    public boolean isUtf8() {
        for (byte octet : bytes) {
            if (octet < 0) {
                return ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), UTF_8);
            }
        }
        return true;
    }

    /** Whether the bytes begin with these characters. */
    public boolean startsWith(String ascii) {
        return bytes.length >= ascii.length() && beginsWithAscii(ascii);
    }

    /** Whether this is the given text. Costs no allocation for ASCII. */
    public boolean contentEquals(String text) {
        if (bytes.length == text.length() && beginsWithAscii(text)) {
            return true;
        }
        // Only a text with characters beyond ASCII has more bytes than chars; it is rare enough to be encoded.
        return bytes.length > text.length() && Arrays.equals(bytes, text.getBytes(UTF_8));
    }

    private boolean beginsWithAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the {@code length} bytes from {@code offset} on are the bytes of this string. */
    public boolean contentEquals(byte[] data, int offset, int length) {
        return Arrays.equals(bytes, 0, bytes.length, data, offset, offset + length);
    }

    /** Whether the {@code length} bytes at the absolute {@code index} are the bytes of this string. */
    public boolean contentEquals(ByteBuf buf, int index, int length) {
        if (length != bytes.length) {
            return false;
        }
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            if ((long) LONGS.get(bytes, i) != buf.getLong(index + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (bytes[i] != buf.getByte(index + i)) {
                return false;
            }
        }
        return true;
    }

    /** The hash a short string of these bytes has: lets a cache be asked before a string is made. */
    public static int hashOf(ByteBuf buf, int index, int length) {
        long h = HASH_SEED ^ length;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            h = mix(h, buf.getLong(index + i));
        }
        long tail = 0;
        for (; i < length; i++) {
            tail = tail << 8 | (buf.getByte(index + i) & 0xFF);
        }
        return finish(mix(h, tail));
    }

    private static int hashOf(byte[] bytes) {
        long h = HASH_SEED ^ bytes.length;
        int i = 0;
        for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
            h = mix(h, (long) LONGS.get(bytes, i));
        }
        long tail = 0;
        for (; i < bytes.length; i++) {
            tail = tail << 8 | (bytes[i] & 0xFF);
        }
        return finish(mix(h, tail));
    }

    private static long mix(long hash, long word) {
        long h = (hash ^ word) * HASH_FACTOR;
        return Long.rotateLeft(h ^ (h >>> 29), 31);
    }

    /** Spreads every bit over the whole result: hash tries take five bits at a time from either end. */
    private static int finish(long hash) {
        long h = hash;
        h = (h ^ (h >>> 32)) * HASH_SEED;
        h = (h ^ (h >>> 29)) * HASH_FACTOR;
        return (int) (h ^ (h >>> 32));
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Writes the length octet and the bytes, as on the wire. */
    public void writeTo(ByteBuf out) {
        out.writeByte(bytes.length);
        out.writeBytes(bytes);
    }

    /** Writes the bytes alone. */
    public void writeBytesTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    /** Octets on the wire, with the length octet. */
    public int encodedLength() {
        return 1 + bytes.length;
    }

    @Override
    public int compareTo(ShortString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o || (o instanceof ShortString other && hash == other.hash && Arrays.equals(bytes, other.bytes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The bytes as UTF-8; bytes that are none show as replacement characters. */
    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }
}
