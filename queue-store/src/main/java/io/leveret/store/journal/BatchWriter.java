package io.leveret.store.journal;

/** Encodes into the batch of this turn, and has each record ask for one durability. Owner: the batches' owner. */
final class BatchWriter implements MoveWriter {

    private final Batches batches;
    private final SyncPolicy sync;

    BatchWriter(Batches batches, SyncPolicy sync) {
        this.batches = batches;
        this.sync = sync;
    }

    @Override
    public JournalWriter withSync(SyncPolicy policy) {
        return new BatchWriter(batches, policy);
    }

    @Override
    public StoredBody body(StoredMessage message) {
        StoredBody body = new StoredBody(message);
        RecordEncoder.body(next(), body);
        return body;
    }

    @Override
    public void message(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage message) {
        RecordEncoder.message(next(), queueId, seq, txId, enqueuedAtMs, expiresAtMs, message);
    }

    @Override
    public void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredBody body) {
        RecordEncoder.enqueue(next(), queueId, seq, txId, enqueuedAtMs, expiresAtMs, body);
    }

    @Override
    public void move(
            long queueId,
            long seq,
            long fromSegment,
            int run,
            long enqueuedAtMs,
            long expiresAtMs,
            StoredMessage message) {
        RecordEncoder.move(next(), queueId, seq, fromSegment, run, enqueuedAtMs, expiresAtMs, message);
    }

    @Override
    public void move(
            long queueId, long seq, long fromSegment, int run, long enqueuedAtMs, long expiresAtMs, StoredBody body) {
        RecordEncoder.moveEnqueued(next(), queueId, seq, fromSegment, run, enqueuedAtMs, expiresAtMs, body);
    }

    @Override
    public void settled(long queueId, long seq, long txId, long bodyBytes) {
        settledRange(queueId, seq, 1, bodyBytes, txId);
    }

    @Override
    public void settledRange(long queueId, long firstSeq, long count, long bodyBytes, long txId) {
        assert count > 0 && bodyBytes >= 0 : count + " messages of " + bodyBytes + " bytes";
        batches.settled(queueId, firstSeq, count, bodyBytes, txId, sync);
    }

    @Override
    public void delivered(long queueId, long upToSeq) {
        RecordEncoder.delivered(batches.lazily(sync), queueId, upToSeq);
    }

    @Override
    public void returned(long queueId, long seq, int times) {
        assert times > 0 : times;
        RecordEncoder.returned(batches.lazily(sync), queueId, seq, times);
    }

    @Override
    public void retain(long queueId, long maxAgeMs, long maxBytes) {
        assert maxAgeMs >= 0 && maxBytes >= 0 : maxAgeMs + " ms, " + maxBytes + " bytes";
        RecordEncoder.retain(next(), queueId, maxAgeMs, maxBytes);
    }

    @Override
    public void queueGone(long queueId) {
        RecordEncoder.queueGone(next(), queueId);
    }

    @Override
    public void commit(long txId) {
        RecordEncoder.end(forced(), RecordType.TX_COMMIT, txId);
    }

    @Override
    public void abort(long txId) {
        RecordEncoder.end(next(), RecordType.TX_ABORT, txId);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        RecordEncoder.put(forced(), key, value);
    }

    @Override
    public void delete(byte[] key) {
        RecordEncoder.delete(forced(), key);
    }

    @Override
    public void whenDurable(Runnable callback) {
        batches.whenDurable(callback);
    }

    @Override
    public boolean hasUnsubmitted() {
        return batches.hasUnsubmitted();
    }

    @Override
    public void submit() {
        batches.submit();
    }

    private Batch next() {
        return batches.urgently(sync);
    }

    private Batch forced() {
        return batches.urgently(SyncPolicy.ALWAYS);
    }
}
