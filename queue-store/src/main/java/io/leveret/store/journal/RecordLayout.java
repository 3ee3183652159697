package io.leveret.store.journal;

/**
 * Where the fields of records stand. All numbers are little endian; records begin at multiples of 8, and what lies
 * between the end of one and the beginning of the next is zero.
 *
 * <pre>
 * every record   0        4        8     9      10        12       16
 *                | length | crc32c | type| flags| 0       | aux    | ...
 *                length counts from octet 0 to the end without the filling; crc32c covers octets 8 to length;
 *                flags: bit 0 = persistent (MSG, BODY, MOVE)
 *
 * MSG           16        24    32     40             48            56
 *                | queueId | seq | txId | enqueuedAtMs | expiresAtMs | content part
 * BODY          16
 *                | content part
 * content part  +0                 +4              +8               +9                +10       +12           +16
 *                | propertiesLength | contentLength | exchangeLength | routingKeyLength | priority | annexLength | names,
 *                content; the last annexLength octets of the content are what the broker knows of the message
 * ENQ           16        24    32     40             48            56        64          72
 *                | queueId | seq | txId | enqueuedAtMs | expiresAtMs | bodyLsn | bodyBytes |
 *                aux: length of the BODY record
 * ACK           16        24     32
 *                | queueId | txId | aux ranges of: firstSeq (8), count (8), bodyBytes (8)
 * DELIVERED     16        24        32
 *                | queueId | upToSeq |
 * RETURNED      16        24    32
 *                | queueId | seq | aux: how often
 * RETAIN        16        24         32         40
 *                | queueId | maxAgeMs | maxBytes |
 * QUEUE_GONE    16        24           TX_COMMIT, TX_ABORT   16     24
 *                | queueId |                                  | txId |
 * META_PUT      16             16+aux            META_DELETE  16
 *                | key          | value                        | key
 * MOVE          16        24    32            40             48            56
 *                | queueId | seq | fromSegment | enqueuedAtMs | expiresAtMs | content part
 *                aux: a number that the messages of one run have in common
 * MOVE_ENQ      16        24    32            40             48            56        64          72    76  80
 *                | queueId | seq | fromSegment | enqueuedAtMs | expiresAtMs | bodyLsn | bodyBytes | run | 0 |
 *                aux: length of the BODY record; run: as the aux of MOVE
 * GROUP_END     16      24           32        40           48           56            64
 *                | magic | generation | baseLsn | groupBytes | durableLsn | wallClockMs |
 *               64            68           72              76  80
 *                | recordCount | recordsCrc | formatVersion | 0 |
 *                groupBytes: all records of the group before this one; recordsCrc: crc32c over their crc32c fields
 * </pre>
 */
final class RecordLayout {

    static final int ALIGNMENT = 8;

    static final int LENGTH = 0;
    static final int CRC = 4;
    static final int CRC_FROM = 8;
    static final int TYPE = 8;
    static final int FLAGS = 9;
    static final int AUX = 12;
    static final int HEADER_BYTES = 16;

    static final byte FLAG_PERSISTENT = 1;

    static final int QUEUE_ID = 16;
    static final int SEQ = 24;
    static final int TX_ID = 32;
    static final int FROM_SEGMENT = 32;
    static final int ENQUEUED_AT = 40;
    static final int EXPIRES_AT = 48;

    static final int MSG_CONTENT = 56;
    static final int BODY_CONTENT = 16;
    static final int PROPERTIES_LENGTH = 0;
    static final int CONTENT_LENGTH = 4;
    static final int EXCHANGE_LENGTH = 8;
    static final int ROUTING_KEY_LENGTH = 9;
    static final int PRIORITY = 10;
    static final int ANNEX_LENGTH = 12;
    static final int NAMES = 16;

    static final int BODY_LSN = 56;
    static final int BODY_BYTES = 64;
    static final int ENQ_BYTES = 72;
    static final int RUN = 72;
    static final int MOVE_ENQ_BYTES = 80;

    static final int ACK_TX_ID = 24;
    static final int ACK_RANGES = 32;
    static final int ACK_RANGE_COUNT = 8;
    static final int ACK_RANGE_BODY_BYTES = 16;
    static final int ACK_RANGE_BYTES = 24;

    static final int UP_TO_SEQ = 24;
    static final int DELIVERED_BYTES = 32;

    static final int RETURNED_BYTES = 32;

    static final int MAX_AGE = 24;
    static final int MAX_BYTES = 32;
    static final int RETAIN_BYTES = 40;

    static final int QUEUE_GONE_BYTES = 24;

    static final int END_TX_ID = 16;
    static final int END_BYTES = 24;

    static final int KEY = 16;

    static final long GROUP_MAGIC = 0x6470_7567_7265_764CL;
    static final int GROUP_MAGIC_AT = 16;
    static final int GROUP_GENERATION = 24;
    static final int GROUP_BASE = 32;
    static final int GROUP_BYTES = 40;
    static final int GROUP_DURABLE = 48;
    static final int GROUP_WALL_CLOCK = 56;
    static final int GROUP_COUNT = 64;
    static final int GROUP_CRC = 68;
    static final int GROUP_VERSION = 72;
    static final int GROUP_END_BYTES = 80;

    /** What a reader must have of a MSG or BODY to know all but its content. */
    static final int HEAD_BYTES_MAX = MSG_CONTENT + NAMES + 2 * 255;

    private RecordLayout() {}

    static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static long aligned(long length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
