package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.ACK_RANGES;
import static io.leveret.store.journal.RecordLayout.ACK_RANGE_BODY_BYTES;
import static io.leveret.store.journal.RecordLayout.ACK_RANGE_BYTES;
import static io.leveret.store.journal.RecordLayout.ACK_RANGE_COUNT;
import static io.leveret.store.journal.RecordLayout.ACK_TX_ID;
import static io.leveret.store.journal.RecordLayout.AUX;
import static io.leveret.store.journal.RecordLayout.BODY_CONTENT;
import static io.leveret.store.journal.RecordLayout.MSG_CONTENT;
import static io.leveret.store.journal.RecordLayout.NAMES;
import static io.leveret.store.journal.RecordLayout.QUEUE_ID;

import io.leveret.codec.value.ShortString;

/** Encodes records into a batch. Stateless; owner: whoever owns the batch. */
final class RecordEncoder {

    private static final int CONTENT_BYTES_MAX = 1 << 30;

    /** A reader must be able to hold a record of the catalogue, and one of acknowledgements, in its buffer. */
    static final int META_BYTES_MAX = 512 << 10;

    private static final int ACK_RANGES_MAX = 4096;

    private RecordEncoder() {}

    static void message(
            Batch batch, long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage m) {
        int at = content(batch, RecordType.MSG, MSG_CONTENT, m);
        entry(batch.bytes(), at, queueId, seq, txId, enqueuedAtMs, expiresAtMs);
        batch.contents().add(m.content());
    }

    static void move(
            Batch batch,
            long queueId,
            long seq,
            long fromSegment,
            int run,
            long enqueuedAtMs,
            long expiresAtMs,
            StoredMessage m) {
        int at = content(batch, RecordType.MOVE, MSG_CONTENT, m);
        entry(batch.bytes(), at, queueId, seq, JournalWriter.NO_TX, enqueuedAtMs, expiresAtMs);
        Octets.putInt(batch.bytes(), at + AUX, run);
        Octets.putLong(batch.bytes(), at + RecordLayout.FROM_SEGMENT, fromSegment);
        batch.contents().add(m.content());
    }

    static void body(Batch batch, StoredBody body) {
        content(batch, RecordType.BODY, BODY_CONTENT, body.message());
        batch.bodies().add(body);
    }

    static void enqueue(
            Batch batch, long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredBody body) {
        int at = batch.append(RecordType.ENQ, RecordLayout.ENQ_BYTES, RecordLayout.ENQ_BYTES);
        entry(batch.bytes(), at, queueId, seq, txId, enqueuedAtMs, expiresAtMs);
        refer(batch, at, body);
    }

    static void moveEnqueued(
            Batch batch,
            long queueId,
            long seq,
            long fromSegment,
            int run,
            long enqueuedAtMs,
            long expiresAtMs,
            StoredBody body) {
        int at = batch.append(RecordType.MOVE_ENQ, RecordLayout.MOVE_ENQ_BYTES, RecordLayout.MOVE_ENQ_BYTES);
        entry(batch.bytes(), at, queueId, seq, JournalWriter.NO_TX, enqueuedAtMs, expiresAtMs);
        Octets.putLong(batch.bytes(), at + RecordLayout.FROM_SEGMENT, fromSegment);
        refer(batch, at, body);
        Octets.putLong(batch.bytes(), at + RecordLayout.RUN, run);
    }

    private static void refer(Batch batch, int at, StoredBody body) {
        Octets.putInt(batch.bytes(), at + AUX, bodyLength(body.message()));
        Octets.putLong(batch.bytes(), at + RecordLayout.BODY_LSN, StoredBody.NOWHERE);
        Octets.putLong(batch.bytes(), at + RecordLayout.BODY_BYTES, publishedBytes(body.message()));
        batch.references().add(body);
    }

    /** Octets that the message takes as a BODY. */
    static long bodyBytes(StoredMessage message) {
        return RecordLayout.aligned((long) bodyLength(message));
    }

    private static int bodyLength(StoredMessage message) {
        return BODY_CONTENT + NAMES + namesLength(message) + message.content().length;
    }

    private static long publishedBytes(StoredMessage message) {
        return (long) message.content().length - message.propertiesLength() - message.annexLength();
    }

    /** Begins an ACK of one range; returns where the record begins. */
    static int ack(Batch batch, long queueId, long firstSeq, long count, long bodyBytes, long txId) {
        int length = ACK_RANGES + ACK_RANGE_BYTES;
        int at = batch.append(RecordType.ACK, length, length);
        byte[] bytes = batch.bytes();
        Octets.putLong(bytes, at + QUEUE_ID, queueId);
        Octets.putLong(bytes, at + ACK_TX_ID, txId);
        Octets.putInt(bytes, at + AUX, 1);
        range(bytes, at + ACK_RANGES, firstSeq, count, bodyBytes);
        return at;
    }

    /**
     * Adds a range to the ACK, which is the batch's last record and begins there.
     *
     * @return whether that was possible: a record does not grow without limit
     */
    static boolean ackAlso(Batch batch, int at, long firstSeq, long count, long bodyBytes) {
        int last = batch.length() - ACK_RANGE_BYTES;
        byte[] bytes = batch.bytes();
        long lastCount = Octets.getLong(bytes, last + ACK_RANGE_COUNT);
        if (Octets.getLong(bytes, last) + lastCount == firstSeq) {
            Octets.putLong(bytes, last + ACK_RANGE_COUNT, lastCount + count);
            long lastBytes = Octets.getLong(bytes, last + ACK_RANGE_BODY_BYTES);
            Octets.putLong(bytes, last + ACK_RANGE_BODY_BYTES, lastBytes + bodyBytes);
            return true;
        }
        int ranges = Octets.getInt(bytes, at + AUX);
        if (ranges == ACK_RANGES_MAX) {
            return false;
        }
        int from = batch.extendLast(at, ACK_RANGE_BYTES);
        Octets.putInt(batch.bytes(), at + AUX, ranges + 1);
        range(batch.bytes(), from, firstSeq, count, bodyBytes);
        return true;
    }

    static void delivered(Batch batch, long queueId, long upToSeq) {
        int at = batch.append(RecordType.DELIVERED, RecordLayout.DELIVERED_BYTES, RecordLayout.DELIVERED_BYTES);
        Octets.putLong(batch.bytes(), at + QUEUE_ID, queueId);
        Octets.putLong(batch.bytes(), at + RecordLayout.UP_TO_SEQ, upToSeq);
    }

    static void returned(Batch batch, long queueId, long seq, int times) {
        int at = batch.append(RecordType.RETURNED, RecordLayout.RETURNED_BYTES, RecordLayout.RETURNED_BYTES);
        Octets.putInt(batch.bytes(), at + AUX, times);
        Octets.putLong(batch.bytes(), at + QUEUE_ID, queueId);
        Octets.putLong(batch.bytes(), at + RecordLayout.SEQ, seq);
    }

    static void retain(Batch batch, long queueId, long maxAgeMs, long maxBytes) {
        int at = batch.append(RecordType.RETAIN, RecordLayout.RETAIN_BYTES, RecordLayout.RETAIN_BYTES);
        Octets.putLong(batch.bytes(), at + QUEUE_ID, queueId);
        Octets.putLong(batch.bytes(), at + RecordLayout.MAX_AGE, maxAgeMs);
        Octets.putLong(batch.bytes(), at + RecordLayout.MAX_BYTES, maxBytes);
    }

    static void queueGone(Batch batch, long queueId) {
        int at = batch.append(RecordType.QUEUE_GONE, RecordLayout.QUEUE_GONE_BYTES, RecordLayout.QUEUE_GONE_BYTES);
        Octets.putLong(batch.bytes(), at + QUEUE_ID, queueId);
    }

    static void end(Batch batch, RecordType commitOrAbort, long txId) {
        int at = batch.append(commitOrAbort, RecordLayout.END_BYTES, RecordLayout.END_BYTES);
        Octets.putLong(batch.bytes(), at + RecordLayout.END_TX_ID, txId);
    }

    static void put(Batch batch, byte[] key, byte[] value) {
        int length = RecordLayout.KEY + key.length + value.length;
        if (length > META_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a key with its value of " + length + " bytes (expected: <= " + META_BYTES_MAX + ")");
        }
        int at = batch.append(RecordType.META_PUT, length, length);
        Octets.putInt(batch.bytes(), at + AUX, key.length);
        System.arraycopy(key, 0, batch.bytes(), at + RecordLayout.KEY, key.length);
        System.arraycopy(value, 0, batch.bytes(), at + RecordLayout.KEY + key.length, value.length);
    }

    static void delete(Batch batch, byte[] key) {
        int length = RecordLayout.KEY + key.length;
        int at = batch.append(RecordType.META_DELETE, length, length);
        System.arraycopy(key, 0, batch.bytes(), at + RecordLayout.KEY, key.length);
    }

    private static int content(Batch batch, RecordType type, int part, StoredMessage message) {
        ShortString exchange = message.exchange();
        ShortString routingKey = message.routingKey();
        int contentLength = message.content().length;
        assert contentLength <= CONTENT_BYTES_MAX : contentLength;
        int encoded = part + NAMES + namesLength(message);
        int at = batch.append(type, encoded + contentLength, encoded);
        byte[] bytes = batch.bytes();
        if (message.isPersistent()) {
            bytes[at + RecordLayout.FLAGS] = RecordLayout.FLAG_PERSISTENT;
        }
        int from = at + part;
        Octets.putInt(bytes, from + RecordLayout.PROPERTIES_LENGTH, message.propertiesLength());
        Octets.putInt(bytes, from + RecordLayout.CONTENT_LENGTH, contentLength);
        Octets.putLong(bytes, from + RecordLayout.EXCHANGE_LENGTH, 0);
        bytes[from + RecordLayout.EXCHANGE_LENGTH] = (byte) exchange.length();
        bytes[from + RecordLayout.ROUTING_KEY_LENGTH] = (byte) routingKey.length();
        bytes[from + RecordLayout.PRIORITY] = (byte) message.priority();
        Octets.putInt(bytes, from + RecordLayout.ANNEX_LENGTH, message.annexLength());
        int end = Octets.putBytes(bytes, from + NAMES, exchange);
        Octets.putBytes(bytes, end, routingKey);
        return at;
    }

    private static int namesLength(StoredMessage message) {
        return message.exchange().length() + message.routingKey().length();
    }

    private static void entry(
            byte[] bytes, int at, long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs) {
        Octets.putLong(bytes, at + QUEUE_ID, queueId);
        Octets.putLong(bytes, at + RecordLayout.SEQ, seq);
        Octets.putLong(bytes, at + RecordLayout.TX_ID, txId);
        Octets.putLong(bytes, at + RecordLayout.ENQUEUED_AT, enqueuedAtMs);
        Octets.putLong(bytes, at + RecordLayout.EXPIRES_AT, expiresAtMs);
    }

    private static void range(byte[] bytes, int at, long firstSeq, long count, long bodyBytes) {
        Octets.putLong(bytes, at, firstSeq);
        Octets.putLong(bytes, at + ACK_RANGE_COUNT, count);
        Octets.putLong(bytes, at + ACK_RANGE_BODY_BYTES, bodyBytes);
    }
}
