package io.leveret.broker.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Reads and writes what little DER (X.690) is needed here: values of short tags and definite lengths. A reader is one
 * thread's.
 */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    /** The first of the tags that a structure defines for itself. */
    static final int CONTEXT_0 = 0xA0;

    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_OCTETS_MAX = 3;

    private final ByteBuffer in;

    /** Reads from the octets, which stay the caller's. */
    Der(byte[] octets) {
        this(ByteBuffer.wrap(octets));
    }

    private Der(ByteBuffer in) {
        this.in = in;
    }

    boolean hasNext() {
        return in.hasRemaining();
    }

    /** The tag of the next value, which is not taken. */
    int nextTag() {
        return Byte.toUnsignedInt(in.get(in.position()));
    }

    /** Takes the next value; what is in it can be read by itself. */
    Der next() {
        try {
            in.get();
            int length = Byte.toUnsignedInt(in.get());
            if (length >= LONG_FORM) {
                int octets = length - LONG_FORM;
                if (octets == 0 || octets > LENGTH_OCTETS_MAX) {
                    throw new IllegalArgumentException("a length of " + octets + " octets");
                }
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = (length << Byte.SIZE) | Byte.toUnsignedInt(in.get());
                }
            }
            if (length > in.remaining()) {
                throw new IllegalArgumentException("a value of " + length + " octets is cut");
            }
            ByteBuffer content = in.slice(in.position(), length);
            in.position(in.position() + length);
            return new Der(content);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a value is cut", e);
        }
    }

    /** Takes the next value if it has this tag. */
    Der next(int tag) {
        if (!hasNext() || nextTag() != tag) {
            throw new IllegalArgumentException("no value of type " + tag);
        }
        return next();
    }

    /** What is left, as octets. */
    byte[] octets() {
        byte[] octets = new byte[in.remaining()];
        in.duplicate().get(octets);
        return octets;
    }

    /** A value with this content. */
    static byte[] write(int tag, byte[]... content) {
        int length = 0;
        for (byte[] part : content) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(2 + LENGTH_OCTETS_MAX + length);
        out.put((byte) tag);
        int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
        if (length < LONG_FORM) {
            out.put((byte) length);
        } else {
            out.put((byte) (LONG_FORM + octets));
            for (int i = octets - 1; i >= 0; i--) {
                out.put((byte) (length >>> (i * Byte.SIZE)));
            }
        }
        for (byte[] part : content) {
            out.put(part);
        }
        byte[] whole = new byte[out.position()];
        out.flip().get(whole);
        return whole;
    }
}
