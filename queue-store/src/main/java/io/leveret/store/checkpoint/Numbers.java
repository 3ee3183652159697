package io.leveret.store.checkpoint;

import java.util.Arrays;

/** Numbers in as many octets as they need, seven bits each, lowest first. Owner: one thread. */
final class Numbers {

    private byte[] octets;
    private int at;

    /** For writing. */
    Numbers() {
        this(new byte[256]);
    }

    /** For reading. */
    Numbers(byte[] octets) {
        this.octets = octets;
    }

    void put(long value) {
        if (octets.length - at < 10) {
            octets = Arrays.copyOf(octets, octets.length * 2);
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            octets[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        octets[at++] = (byte) rest;
    }

    /** Few octets for numbers near zero on either side. */
    void putSigned(long value) {
        put(value << 1 ^ value >> 63);
    }

    long get() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = octets[at++];
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    long getSigned() {
        long value = get();
        return value >>> 1 ^ -(value & 1);
    }

    boolean hasMore() {
        return at < octets.length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, at);
    }

    void clear() {
        at = 0;
    }
}
