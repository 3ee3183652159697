package io.leveret.conformance.raw;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds octets by hand, big-endian, with no check whatever: also what no client would ever send. */
public final class Octets {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static Octets octets() {
        return new Octets();
    }

    /** The octets of a row of hexadecimal digits, spaces ignored. */
    public static byte[] hex(String digits) {
        String packed = digits.replace(" ", "");
        byte[] bytes = new byte[packed.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(packed.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    public Octets u8(int value) {
        out.write(value);
        return this;
    }

    public Octets u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public Octets u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    public Octets u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public Octets shortString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return u8(bytes.length).bytes(bytes);
    }

    public Octets longString(byte[] value) {
        return u32(value.length).bytes(value);
    }

    public Octets longString(String value) {
        return longString(value.getBytes(StandardCharsets.UTF_8));
    }

    public Octets text(String ascii) {
        return bytes(ascii.getBytes(StandardCharsets.UTF_8));
    }

    public Octets bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Octets bytes(byte[] bytes, int offset, int length) {
        out.write(bytes, offset, length);
        return this;
    }

    public Octets times(int count, int octet) {
        for (int i = 0; i < count; i++) {
            u8(octet);
        }
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
