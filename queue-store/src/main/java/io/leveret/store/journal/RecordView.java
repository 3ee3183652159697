package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.BODY_CONTENT;
import static io.leveret.store.journal.RecordLayout.MSG_CONTENT;
import static io.leveret.store.journal.RecordLayout.NAMES;

import io.leveret.codec.value.ShortString;
import java.nio.ByteBuffer;

/**
 * The record that a {@link JournalReader} stands at. Valid until the reader moves on; which accessors make sense depends
 * on {@link #type}. Owner: the reader's thread.
 */
public final class RecordView {

    private final ByteBuffer window;
    private RecordType type = RecordType.GROUP_END;
    private int at;
    private long lsn;
    private Segment segment = Segment.NONE;

    RecordView(ByteBuffer window) {
        this.window = window;
    }

    void moveTo(RecordType newType, int newAt, long newLsn, Segment newSegment) {
        type = newType;
        segment = newSegment;
        at = newAt;
        lsn = newLsn;
    }

    public RecordType type() {
        return type;
    }

    /** Position of the record. */
    public long lsn() {
        return lsn;
    }

    /** The segment that it lies in. */
    public Segment segment() {
        return segment;
    }

    /** File and offset, for whoever reports damage. */
    public String where() {
        return segment.fileName() + " at offset " + (lsn - segment.baseLsn());
    }

    /** Octets of the record, without what fills it up. */
    public int length() {
        return window.getInt(at);
    }

    /** MSG, ENQ, MOVE, MOVE_ENQ, ACK, DELIVERED, RETURNED, RETAIN, QUEUE_GONE. */
    public long queueId() {
        return window.getLong(at + RecordLayout.QUEUE_ID);
    }

    /** MSG, ENQ, MOVE, MOVE_ENQ, RETURNED. */
    public long seq() {
        return window.getLong(at + RecordLayout.SEQ);
    }

    /** MSG, ENQ, ACK, TX_COMMIT, TX_ABORT. */
    public long txId() {
        return switch (type) {
            case MSG, ENQ -> window.getLong(at + RecordLayout.TX_ID);
            case ACK -> window.getLong(at + RecordLayout.ACK_TX_ID);
            case TX_COMMIT, TX_ABORT -> window.getLong(at + RecordLayout.END_TX_ID);
            case BODY, MOVE, MOVE_ENQ, DELIVERED, RETURNED, RETAIN, QUEUE_GONE, META_PUT, META_DELETE, GROUP_END ->
                JournalWriter.NO_TX;
        };
    }

    /** MSG, ENQ, MOVE, MOVE_ENQ. */
    public long enqueuedAtMs() {
        return window.getLong(at + RecordLayout.ENQUEUED_AT);
    }

    /** MSG, ENQ, MOVE, MOVE_ENQ. */
    public long expiresAtMs() {
        return window.getLong(at + RecordLayout.EXPIRES_AT);
    }

    /** MOVE, MOVE_ENQ: number of the segment where the message lay before. */
    public long fromSegment() {
        return window.getLong(at + RecordLayout.FROM_SEGMENT);
    }

    /** MOVE, MOVE_ENQ: what the messages of one run have in common. */
    public int run() {
        return window.getInt(at + (type == RecordType.MOVE_ENQ ? RecordLayout.RUN : RecordLayout.AUX));
    }

    /** ENQ, MOVE_ENQ. */
    public long bodyLsn() {
        return window.getLong(at + RecordLayout.BODY_LSN);
    }

    /** MSG, ENQ, MOVE, MOVE_ENQ: octets of the message's body proper. */
    public long bodyBytes() {
        return type.refers()
                ? window.getLong(at + RecordLayout.BODY_BYTES)
                : (long) contentLength() - propertiesLength() - annexLength();
    }

    /** ENQ, MOVE_ENQ: {@link #length} of the BODY. */
    public int bodyLength() {
        return window.getInt(at + RecordLayout.AUX);
    }

    /** DELIVERED. */
    public long upToSeq() {
        return window.getLong(at + RecordLayout.UP_TO_SEQ);
    }

    /** RETURNED: how often. */
    public int times() {
        return window.getInt(at + RecordLayout.AUX);
    }

    /** RETAIN. */
    public long maxAgeMs() {
        return window.getLong(at + RecordLayout.MAX_AGE);
    }

    /** RETAIN. */
    public long maxBytes() {
        return window.getLong(at + RecordLayout.MAX_BYTES);
    }

    /** ACK. */
    public int rangeCount() {
        return window.getInt(at + RecordLayout.AUX);
    }

    /** ACK. */
    public long rangeFirstSeq(int range) {
        return window.getLong(range(range));
    }

    /** ACK. */
    public long rangeCount(int range) {
        return window.getLong(range(range) + RecordLayout.ACK_RANGE_COUNT);
    }

    /** ACK. */
    public long rangeBodyBytes(int range) {
        return window.getLong(range(range) + RecordLayout.ACK_RANGE_BODY_BYTES);
    }

    private int range(int range) {
        return at + RecordLayout.ACK_RANGES + range * RecordLayout.ACK_RANGE_BYTES;
    }

    /** META_PUT, META_DELETE. */
    public byte[] key() {
        int length = type == RecordType.META_PUT ? window.getInt(at + RecordLayout.AUX) : length() - RecordLayout.KEY;
        return octets(RecordLayout.KEY, length);
    }

    /** META_PUT. */
    public byte[] value() {
        int from = RecordLayout.KEY + window.getInt(at + RecordLayout.AUX);
        return octets(from, length() - from);
    }

    /** MSG, BODY, MOVE. */
    public boolean isPersistent() {
        return (window.get(at + RecordLayout.FLAGS) & RecordLayout.FLAG_PERSISTENT) != 0;
    }

    /** MSG, BODY, MOVE. */
    public int priority() {
        return window.get(contentPart() + RecordLayout.PRIORITY) & 0xFF;
    }

    /** MSG, BODY, MOVE. */
    public int propertiesLength() {
        return window.getInt(contentPart() + RecordLayout.PROPERTIES_LENGTH);
    }

    /** MSG, BODY, MOVE. */
    public int annexLength() {
        return window.getInt(contentPart() + RecordLayout.ANNEX_LENGTH);
    }

    /** MSG, BODY, MOVE. */
    public ShortString exchange() {
        return name(0, exchangeLength());
    }

    /** MSG, BODY, MOVE. */
    public ShortString routingKey() {
        return name(exchangeLength(), routingKeyLength());
    }

    /** MSG, BODY, MOVE; only where the whole record stands in the buffer. */
    public byte[] content() {
        return octets((int) (contentLsn() - lsn), contentLength());
    }

    int contentLength() {
        return window.getInt(contentPart() + RecordLayout.CONTENT_LENGTH);
    }

    long contentLsn() {
        return lsn + contentPart() - at + NAMES + exchangeLength() + routingKeyLength();
    }

    private int contentPart() {
        return at + (type == RecordType.BODY ? BODY_CONTENT : MSG_CONTENT);
    }

    private int exchangeLength() {
        return window.get(contentPart() + RecordLayout.EXCHANGE_LENGTH) & 0xFF;
    }

    private int routingKeyLength() {
        return window.get(contentPart() + RecordLayout.ROUTING_KEY_LENGTH) & 0xFF;
    }

    private ShortString name(int from, int length) {
        byte[] bytes = octets(contentPart() - at + NAMES + from, length);
        return ShortString.copyOf(bytes, 0, length);
    }

    private byte[] octets(int from, int length) {
        byte[] bytes = new byte[length];
        window.get(at + from, bytes);
        return bytes;
    }
}
