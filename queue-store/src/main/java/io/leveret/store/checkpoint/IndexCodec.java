package io.leveret.store.checkpoint;

import io.leveret.store.index.OpenTx;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.Run;
import io.leveret.store.index.StoreIndex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The index as sorted keys and values. Numbers in keys are big endian, so that they sort; those in values are
 * {@link Numbers}.
 *
 * <pre>
 * 1 | key of the catalogue       its value
 * 2 | queueId (8)                seqMax, deliveredUpTo
 * 3 | queueId (8) | firstSeq (8) for each entry of a run: seq less the one before, lsn less the one before,
 *                                0 or 1 + (lsn less bodyLsn)
 * 4 | txId (8) | part (4)        for each record of an open transaction: its four numbers
 * </pre>
 */
final class IndexCodec {

    private static final byte CATALOGUE = 1;
    private static final byte QUEUE = 2;
    private static final byte RUN = 3;
    private static final byte OPEN_TX = 4;

    private static final int OPEN_PER_PART = 1024;

    /** Takes keys and values by rising keys. */
    @FunctionalInterface
    interface Sink {
        void put(byte[] key, byte[] value);
    }

    private IndexCodec() {}

    static void encode(StoreIndex index, Sink sink) {
        for (Map.Entry<byte[], byte[]> entry : index.catalogue().entrySet()) {
            byte[] key = entry.getKey();
            sink.put(ByteBuffer.allocate(1 + key.length).put(CATALOGUE).put(key).array(), entry.getValue());
        }
        Numbers numbers = new Numbers();
        var queues = index.queues().values();
        for (QueueIndex queue : queues) {
            numbers.clear();
            numbers.put(queue.seqMax());
            numbers.put(queue.deliveredUpTo());
            sink.put(key(QUEUE, queue.queueId()), numbers.toByteArray());
        }
        for (QueueIndex queue : queues) {
            for (Run run : queue.runs()) {
                sink.put(key(RUN, queue.queueId(), run.seq(0)), encode(run, numbers));
            }
        }
        for (Map.Entry<Long, OpenTx> entry : index.openTransactions().entrySet()) {
            encode(entry.getKey(), entry.getValue(), numbers, sink);
        }
    }

    static void decode(byte[] key, byte[] value, StoreIndex into) {
        ByteBuffer keys = ByteBuffer.wrap(key);
        Numbers numbers = new Numbers(value);
        switch (keys.get()) {
            case CATALOGUE -> into.catalogue().put(Arrays.copyOfRange(key, 1, key.length), value);
            case QUEUE -> into.restoreQueue(keys.getLong(), numbers.get(), numbers.get());
            case RUN -> decodeRun(keys.getLong(), keys.getLong(), numbers, into);
            case OPEN_TX -> {
                long txId = keys.getLong();
                while (numbers.hasMore()) {
                    into.restoreOpen(
                            txId, numbers.getSigned(), numbers.getSigned(), numbers.getSigned(), numbers.getSigned());
                }
            }
            default -> throw new IllegalStateException("a key of unknown kind: " + key[0]);
        }
    }

    private static byte[] encode(Run run, Numbers numbers) {
        numbers.clear();
        long seq = run.seq(0);
        long lsn = 0;
        for (int i = 0; i < run.size(); i++) {
            numbers.put(run.seq(i) - seq);
            numbers.putSigned(run.lsn(i) - lsn);
            numbers.put(run.bodyLsn(i) == StoreIndex.NO_BODY ? 0 : 1 + run.lsn(i) - run.bodyLsn(i));
            seq = run.seq(i);
            lsn = run.lsn(i);
        }
        return numbers.toByteArray();
    }

    private static void decodeRun(long queueId, long firstSeq, Numbers numbers, StoreIndex into) {
        long seq = firstSeq;
        long lsn = 0;
        while (numbers.hasMore()) {
            seq += numbers.get();
            lsn += numbers.getSigned();
            long body = numbers.get();
            into.restoreEntry(queueId, seq, lsn, body == 0 ? StoreIndex.NO_BODY : lsn - (body - 1));
        }
    }

    private static void encode(long txId, OpenTx tx, Numbers numbers, Sink sink) {
        int total = tx.numberCount();
        int perPart = OPEN_PER_PART * OpenTx.NUMBERS;
        for (int from = 0; from < total; from += perPart) {
            numbers.clear();
            for (int i = from; i < Math.min(total, from + perPart); i++) {
                numbers.putSigned(tx.number(i));
            }
            byte[] key = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
                    .put(OPEN_TX)
                    .putLong(txId)
                    .putInt(from / perPart)
                    .array();
            sink.put(key, numbers.toByteArray());
        }
    }

    private static byte[] key(byte kind, long id) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(id).array();
    }

    private static byte[] key(byte kind, long id, long number) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(kind)
                .putLong(id)
                .putLong(number)
                .array();
    }
}
