package io.leveret.codec.value;

/**
 * The flags word that opens a content's property list (AMQP 0-9-1 section 4.2.6.1): one bit per property from bit 15 down,
 * in the order in which the values follow.
 *
 * <p>Basic has 14 properties. Bit 1 would be a fifteenth and bit 0 says that another flags word follows; no client can read
 * a message that has them, so they count as malformed.
 */
final class PropertyFlag {
    static final int CONTENT_TYPE = 1 << 15;
    static final int CONTENT_ENCODING = 1 << 14;
    static final int HEADERS = 1 << 13;
    static final int DELIVERY_MODE = 1 << 12;
    static final int PRIORITY = 1 << 11;
    static final int CORRELATION_ID = 1 << 10;
    static final int REPLY_TO = 1 << 9;
    static final int EXPIRATION = 1 << 8;
    static final int MESSAGE_ID = 1 << 7;
    static final int TIMESTAMP = 1 << 6;
    static final int TYPE = 1 << 5;
    static final int USER_ID = 1 << 4;
    static final int APP_ID = 1 << 3;
    static final int CLUSTER_ID = 1 << 2;

    static final int NOT_BASIC = 0b11;

    private static final int ONE_OCTET = DELIVERY_MODE | PRIORITY;

    private PropertyFlag() {}

    /** Octets of the length that stands before the value: 4, 1 or none. */
    static int lengthOctets(int flag) {
        if (flag == HEADERS) {
            return Integer.BYTES;
        }
        return isFixed(flag) ? 0 : Byte.BYTES;
    }

    static boolean isFixed(int flag) {
        return (flag & (ONE_OCTET | TIMESTAMP)) != 0;
    }

    /** Octets of a fixed value. */
    static int fixedOctets(int flag) {
        return flag == TIMESTAMP ? Long.BYTES : Byte.BYTES;
    }
}
