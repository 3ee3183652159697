package io.leveret.codec.value;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;

/**
 * Checks an encoded field table without building anything: what passes here, {@link FieldReader} reads without error.
 * Used for each published message, so it allocates only for an error.
 */
final class FieldWalker {
    /** Answer for bytes that are no table. */
    static final int MALFORMED = -1;

    private FieldWalker() {}

    /**
     * Walks the entries in {@code [index, end)}.
     *
     * @return {@code end}, or {@link #MALFORMED}
     * @throws ConnectionException SYNTAX_ERROR when nested too deep
     */
    static int table(byte[] data, int index, int end, int depth) {
        checkDepth(depth);
        int at = index;
        while (at >= 0 && at < end) {
            at = value(data, at + 1 + (data[at] & 0xFF), end, depth);
        }
        return at;
    }

    /** Whether one of the entries in {@code [index, end)}, which are known to be a table, has this name. */
    static boolean has(byte[] data, int index, int end, ShortString name) {
        int at = index;
        while (at < end) {
            int nameAt = at + 1;
            int length = data[at] & 0xFF;
            if (name.contentEquals(data, nameAt, length)) {
                return true;
            }
            at = pastValue(data, nameAt + length);
        }
        return false;
    }

    private static int pastValue(byte[] data, int index) {
        int octets = FieldType.octetsOf(data[index]);
        int at = index + 1;
        return octets == FieldType.VARIABLE ? at + Integer.BYTES + WireInts.int32(data, at) : at + octets;
    }

    private static int array(byte[] data, int index, int end, int depth) {
        checkDepth(depth);
        int at = index;
        while (at >= 0 && at < end) {
            at = value(data, at, end, depth);
        }
        return at;
    }

    private static int value(byte[] data, int index, int end, int depth) {
        if (index >= end) {
            return MALFORMED;
        }
        int at = index + 1;
        int octets = FieldType.octetsOf(data[index]);
        if (octets == FieldType.VARIABLE) {
            return sized(data, at, end, data[index], depth);
        }
        return octets == FieldType.UNKNOWN || octets > end - at ? MALFORMED : at + octets;
    }

    private static int sized(byte[] data, int index, int end, byte tag, int depth) {
        if (Integer.BYTES > end - index) {
            return MALFORMED;
        }
        int at = index + Integer.BYTES;
        int octets = WireInts.int32(data, index);
        if (octets < 0 || octets > end - at) {
            return MALFORMED;
        }
        return switch (tag) {
            case 'F' -> table(data, at, at + octets, depth + 1);
            case 'A' -> array(data, at, at + octets, depth + 1);
            default -> at + octets;
        };
    }

    private static void checkDepth(int depth) {
        if (depth > FieldTable.DEPTH_MAX) {
            throw tooDeep();
        }
    }

    static ConnectionException tooDeep() {
        return new ConnectionException(
                ReplyCode.SYNTAX_ERROR, "field table nested too deep (expected: <= " + FieldTable.DEPTH_MAX + ")");
    }
}
