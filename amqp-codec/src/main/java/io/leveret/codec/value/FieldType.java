package io.leveret.codec.value;

import java.util.Arrays;

/**
 * The types of a field value as RabbitMQ reads them: the 0-9-1 grammar (section 4.2.1) with the errata that Qpid and
 * RabbitMQ agreed on. {@code L} on the wire is read as {@code l}.
 */
public enum FieldType {
    BOOL('t', "bool", 1),
    INT8('b', "byte", 1),
    UINT8('B', "unsignedbyte", 1),
    INT16('s', "short", 2),
    UINT16('u', "unsignedshort", 2),
    INT32('I', "signedint", 4),
    UINT32('i', "unsignedint", 4),
    INT64('l', "long", 8),
    FLOAT32('f', "float", 4),
    FLOAT64('d', "double", 8),
    DECIMAL('D', "decimal", 5),
    LONG_STRING('S', "longstr", FieldType.VARIABLE),
    ARRAY('A', "array", FieldType.VARIABLE),
    TIMESTAMP('T', "timestamp", 8),
    TABLE('F', "table", FieldType.VARIABLE),
    VOID('V', "void", 0),
    BYTES('x', "binary", FieldType.VARIABLE);

    /** {@link #octets} of a type that begins with a four-octet length. */
    static final int VARIABLE = -1;

    /** {@link #octetsOf} of a tag that is no type. */
    static final int UNKNOWN = -2;

    private static final byte OTHER_INT64_TAG = 'L';
    private static final FieldType[] BY_TAG = new FieldType[128];
    private static final byte[] OCTETS_BY_TAG = new byte[128];

    static {
        Arrays.fill(OCTETS_BY_TAG, (byte) UNKNOWN);
        for (FieldType type : values()) {
            register(type.tag, type);
        }
        register(OTHER_INT64_TAG, INT64);
    }

    private final byte tag;
    private final String typeName;
    private final int octets;

    FieldType(char tag, String typeName, int octets) {
        this.tag = (byte) tag;
        this.typeName = typeName;
        this.octets = octets;
    }

    private static void register(byte tag, FieldType type) {
        BY_TAG[tag] = type;
        OCTETS_BY_TAG[tag] = (byte) type.octets;
    }

    /** The type of a tag for which {@link #octetsOf} is not {@link #UNKNOWN}. */
    static FieldType ofTag(byte tag) {
        return BY_TAG[tag];
    }

    /** Octets of a value with this tag, {@link #VARIABLE}, or {@link #UNKNOWN}. */
    static int octetsOf(byte tag) {
        return tag < 0 ? UNKNOWN : OCTETS_BY_TAG[tag];
    }

    /** The octet that announces the type on the wire. */
    public byte tag() {
        return tag;
    }

    /** The name RabbitMQ's texts use. */
    public String typeName() {
        return typeName;
    }

    /** Octets of a value, or {@link #VARIABLE}. */
    int octets() {
        return octets;
    }
}
