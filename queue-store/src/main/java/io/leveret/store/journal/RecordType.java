package io.leveret.store.journal;

import org.jspecify.annotations.Nullable;

/** What a record says; the layout of each is drawn in {@link RecordLayout}. */
public enum RecordType {
    /** A message enters a queue, bytes and all. */
    MSG(1),
    /** The bytes of a message, for several queues. */
    BODY(2),
    /** A message enters a queue; its bytes stand in a BODY. */
    ENQ(3),
    /** Messages have left a queue for good. */
    ACK(4),
    /** Messages of a queue may have been delivered. */
    DELIVERED(5),
    /** A queue is gone. */
    QUEUE_GONE(6),
    /** The records of a transaction count. */
    TX_COMMIT(7),
    /** The records of a transaction do not count. */
    TX_ABORT(8),
    /** A key of the catalogue is set. */
    META_PUT(9),
    /** A key of the catalogue is removed. */
    META_DELETE(10),
    /** All records since the last of its kind are complete. */
    GROUP_END(11),
    /** A message that lives lies here from now on; it was entered before. */
    MOVE(12),
    /** How much of what is settled a queue keeps readable. */
    RETAIN(13),
    /** As MOVE; the message's bytes stand in a BODY. */
    MOVE_ENQ(14),
    /** A message has come back to its queue, and so often. */
    RETURNED(15);

    private static final RecordType[] BY_CODE = new RecordType[16];

    static {
        for (RecordType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;

    RecordType(int code) {
        this.code = (byte) code;
    }

    /** Whether it is the entry of a message whose bytes stand in a BODY. */
    public boolean refers() {
        return this == ENQ || this == MOVE_ENQ;
    }

    /** Whether it is an entry of a message, one that has its bytes or one that refers to them. */
    public boolean isEntry() {
        return this == MSG || this == MOVE || refers();
    }

    byte code() {
        return code;
    }

    static @Nullable RecordType of(byte code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
