package io.leveret.codec.value;

import io.leveret.codec.BinaryText;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads single properties of a message out of the raw bytes in which a message keeps them: flags word and property list
 * of a content header (AMQP 0-9-1 section 4.2.6.1). Nothing is allocated unless a value is returned.
 *
 * <p>Bytes from a client go through {@link #validate} once; the readers take only bytes that passed.
 */
public final class RawProperties {
    /** Properties without any property: no flag set. Shared, not to be changed. */
    @SuppressWarnings("MutablePublicArray")
    public static final byte[] MINIMAL = {0, 0};

    private static final int FLAGS_OCTETS = Short.BYTES;
    private static final int ABSENT = -1;

    private RawProperties() {}

    /**
     * Walks over everything, headers included.
     *
     * @throws ConnectionException FRAME_ERROR if the bytes are not exactly one property list of class basic, SYNTAX_ERROR if
     *     the headers are nested deeper than {@link FieldTable#DEPTH_MAX}
     */
    public static void validate(byte[] data, int offset, int length) {
        int end = offset + length;
        if (length < FLAGS_OCTETS || (WireInts.uint16(data, offset) & PropertyFlag.NOT_BASIC) != 0) {
            throw malformed(data, offset, length);
        }
        int flags = WireInts.uint16(data, offset);
        int at = offset + FLAGS_OCTETS;
        for (int flag = PropertyFlag.CONTENT_TYPE; flag >= PropertyFlag.CLUSTER_ID; flag >>= 1) {
            if ((flags & flag) != 0) {
                at = checkedEnd(data, at, end, flag);
                if (at < 0) {
                    throw malformed(data, offset, length);
                }
            }
        }
        if (at != end) {
            throw malformed(data, offset, length);
        }
    }

    /** Where the value at {@code at} ends, or negative if it is malformed or reaches past {@code end}. */
    private static int checkedEnd(byte[] data, int at, int end, int flag) {
        int lengthOctets = PropertyFlag.lengthOctets(flag);
        if (lengthOctets > end - at) {
            return FieldWalker.MALFORMED;
        }
        int octets = valueOctets(data, at, flag);
        int valueAt = at + lengthOctets;
        if (octets < 0 || octets > end - valueAt) {
            return FieldWalker.MALFORMED;
        }
        return flag == PropertyFlag.HEADERS ? FieldWalker.table(data, valueAt, valueAt + octets, 1) : valueAt + octets;
    }

    /** Octets of the value at {@code at}, without its length; negative for a table beyond 2 GiB. */
    private static int valueOctets(byte[] data, int at, int flag) {
        return switch (PropertyFlag.lengthOctets(flag)) {
            case Integer.BYTES -> WireInts.int32(data, at);
            case Byte.BYTES -> WireInts.uint8(data, at);
            default -> PropertyFlag.fixedOctets(flag);
        };
    }

    /** Where the property's value begins with its length, or {@link #ABSENT}. */
    private static int find(byte[] data, int offset, int wanted) {
        int flags = WireInts.uint16(data, offset);
        if ((flags & wanted) == 0) {
            return ABSENT;
        }
        int at = offset + FLAGS_OCTETS;
        for (int flag = PropertyFlag.CONTENT_TYPE; flag > wanted; flag >>= 1) {
            if ((flags & flag) != 0) {
                at += PropertyFlag.lengthOctets(flag) + valueOctets(data, at, flag);
            }
        }
        return at;
    }

    /** 2 is persistent, 1 transient, 0 absent. */
    public static int deliveryMode(byte[] data, int offset, int length) {
        int at = find(data, offset, PropertyFlag.DELIVERY_MODE);
        return at == ABSENT ? 0 : WireInts.uint8(data, at);
    }

    /** 0 to 255, or -1 if absent. */
    public static int priority(byte[] data, int offset, int length) {
        int at = find(data, offset, PropertyFlag.PRIORITY);
        return at == ABSENT ? -1 : WireInts.uint8(data, at);
    }

    public static @Nullable ShortString expiration(byte[] data, int offset, int length) {
        return shortString(data, offset, length, PropertyFlag.EXPIRATION);
    }

    public static @Nullable ShortString replyTo(byte[] data, int offset, int length) {
        return shortString(data, offset, length, PropertyFlag.REPLY_TO);
    }

    public static @Nullable ShortString userId(byte[] data, int offset, int length) {
        return shortString(data, offset, length, PropertyFlag.USER_ID);
    }

    public static @Nullable ShortString messageId(byte[] data, int offset, int length) {
        return shortString(data, offset, length, PropertyFlag.MESSAGE_ID);
    }

    public static @Nullable ShortString correlationId(byte[] data, int offset, int length) {
        return shortString(data, offset, length, PropertyFlag.CORRELATION_ID);
    }

    public static @Nullable FieldTable headers(byte[] data, int offset, int length) {
        int at = find(data, offset, PropertyFlag.HEADERS);
        return at == ABSENT ? null : FieldTable.decode(data, at + Integer.BYTES, WireInts.int32(data, at));
    }

    /** Whether there is a header of this name; the headers are not decoded for that. */
    public static boolean hasHeader(byte[] data, int offset, ShortString name) {
        int at = find(data, offset, PropertyFlag.HEADERS);
        if (at == ABSENT) {
            return false;
        }
        int first = at + Integer.BYTES;
        return FieldWalker.has(data, first, first + WireInts.int32(data, at), name);
    }

    static @Nullable ShortString shortString(byte[] data, int offset, int length, int flag) {
        int at = find(data, offset, flag);
        assert at < offset + length : "properties were not validated";
        return at == ABSENT ? null : ShortString.copyOf(data, at + 1, WireInts.uint8(data, at));
    }

    /** The timestamp property, in seconds since 1970; null if there is none. */
    public static @Nullable Long timestamp(byte[] data, int offset) {
        int at = find(data, offset, PropertyFlag.TIMESTAMP);
        return at == ABSENT ? null : WireInts.int64(data, at);
    }

    static @Nullable Integer octet(byte[] data, int offset, int flag) {
        int at = find(data, offset, flag);
        return at == ABSENT ? null : WireInts.uint8(data, at);
    }

    private static ConnectionException malformed(byte[] data, int offset, int length) {
        return new ConnectionException(
                ReplyCode.FRAME_ERROR, "cannot decode " + BinaryText.numbers(data, offset, length));
    }
}
