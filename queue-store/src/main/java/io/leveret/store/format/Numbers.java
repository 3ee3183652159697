package io.leveret.store.format;

import java.util.Arrays;

/** Numbers in as many octets as they need, seven bits each, lowest first. Owner: one thread. */
public final class Numbers {

    private static final int OCTETS_MAX = 10;

    private byte[] octets;
    private int at;
    private final int end;

    /** For writing. */
    public Numbers() {
        this(new byte[256]);
    }

    /** For reading. */
    public Numbers(byte[] octets) {
        this(octets, 0, octets.length);
    }

    /** For reading what lies between two offsets, or for writing over it. */
    public Numbers(byte[] octets, int from, int end) {
        this.octets = octets;
        this.at = from;
        this.end = end;
    }

    public void put(long value) {
        if (octets.length - at < OCTETS_MAX) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, at + OCTETS_MAX));
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            octets[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        octets[at++] = (byte) rest;
    }

    /** Few octets for numbers near zero on either side. */
    public void putSigned(long value) {
        put(value << 1 ^ value >> 63);
    }

    /** Octets, with their number before them. */
    public void put(byte[] value) {
        put(value.length);
        if (octets.length - at < value.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, at + value.length));
        }
        System.arraycopy(value, 0, octets, at, value.length);
        at += value.length;
    }

    public byte[] getOctets() {
        int length = Math.toIntExact(get());
        byte[] value = Arrays.copyOfRange(octets, at, at + length);
        at += length;
        return value;
    }

    public long get() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = octets[at++];
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    public long getSigned() {
        long value = get();
        return value >>> 1 ^ -(value & 1);
    }

    public boolean hasMore() {
        return at < end;
    }

    /** How many octets were written. */
    public int size() {
        return at;
    }

    /** What was written stands at the beginning; further writing goes on behind it, in this array or another. */
    public byte[] octets() {
        return octets;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(octets, at);
    }

    public void clear() {
        at = 0;
    }
}
