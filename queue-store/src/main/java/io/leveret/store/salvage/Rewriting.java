package io.leveret.store.salvage;

import io.leveret.codec.value.ShortString;
import io.leveret.store.LoadedMessage;
import io.leveret.store.MessageStore;
import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import io.leveret.store.salvage.Entries.Entry;
import io.leveret.store.seq.SeqSet;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Writes what an index holds into a new store: the catalogue, the numbers that must not be used again, and every message
 * that can be read. Owner: one thread.
 */
final class Rewriting implements LiveEntries.Taker {

    private static final long BATCH_BYTES = 4 << 20;
    /** About what a record takes besides its content. */
    private static final long RECORD_BYTES = 100;

    private static final long BODY_BYTES_KEPT = 64 << 20;

    /** Stands for the highest position of a queue that has nothing at it any more, and is gone at once. */
    private static final StoredMessage PLACEHOLDER =
            new LoadedMessage(ShortString.EMPTY, ShortString.EMPTY, new byte[0], 0, 0, false, 0);

    private final MessageStore store;
    private final JournalWriter writer;
    private final Recent<StoredBody> bodies = new Recent<>(BODY_BYTES_KEPT);
    /** The highest position written, by queue. */
    private final Map<Long, Long> seqs = new HashMap<>();

    private long unsubmittedBytes;

    Rewriting(MessageStore store) {
        this.store = store;
        this.writer = store.writer(Runnable::run, () -> true);
    }

    /**
     * Writes all of it and returns when it is forced.
     *
     * @param markDelivered whether any message may have been delivered, and not only those that the index knows of
     */
    void run(StoreIndex index, LiveEntries entries, boolean markDelivered) throws IOException {
        if (index.queueIdMax() > 0) {
            // Only its number counts: if that queue lives, its records come behind this one.
            writer.queueGone(index.queueIdMax());
        }
        if (index.txIdMax() > 0) {
            writer.commit(index.txIdMax());
        }
        index.catalogue().forEach(writer::put);
        submit();
        entries.forEach(this);
        for (QueueIndex queue : index.queues().values()) {
            long seqMax = queue.seqMax();
            if (seqs.getOrDefault(queue.queueId(), 0L) < seqMax) {
                writer.message(queue.queueId(), seqMax, JournalWriter.NO_TX, 0, JournalWriter.NEVER, PLACEHOLDER);
                writer.settled(queue.queueId(), seqMax, JournalWriter.NO_TX, 0);
            }
            if (queue.retainedAgeMsMax() > 0) {
                // What was retained is not: only what lives is saved.
                writer.retain(queue.queueId(), queue.retainedAgeMsMax(), queue.retainedBytesMax());
            }
            returned(queue);
            writer.delivered(queue.queueId(), markDelivered ? seqMax : queue.deliveredUpTo());
        }
        submit();
    }

    private void returned(QueueIndex queue) {
        queue.returns().forEachRange((first, last, times) -> {
            for (long seq = queue.live().ceiling(first);
                    seq != SeqSet.NONE && seq <= last;
                    seq = queue.live().ceiling(seq + 1)) {
                writer.returned(queue.queueId(), seq, times);
            }
        });
    }

    @Override
    public void message(Entry entry, long enqueuedAtMs, long expiresAtMs, LoadedMessage message) throws IOException {
        long queueId = entry.queueId();
        long seq = entry.seq();
        seqs.merge(queueId, seq, Math::max);
        if (entry.refers()) {
            StoredBody body = body(entry.bodyLsn(), message);
            writer.enqueue(queueId, seq, JournalWriter.NO_TX, enqueuedAtMs, expiresAtMs, body);
        } else {
            unsubmittedBytes += message.content().length;
            writer.message(queueId, seq, JournalWriter.NO_TX, enqueuedAtMs, expiresAtMs, message);
        }
        unsubmittedBytes += RECORD_BYTES;
        if (unsubmittedBytes >= BATCH_BYTES) {
            submit();
        }
    }

    @Override
    public void lost(Entry entry, String why) {
        // The survey has said so.
    }

    private StoredBody body(long lsn, LoadedMessage message) {
        StoredBody known = bodies.get(lsn);
        if (known != null) {
            return known;
        }
        StoredBody body = writer.body(message);
        unsubmittedBytes += message.content().length;
        bodies.put(lsn, body, message.content().length);
        return body;
    }

    private void submit() throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        writer.whenDurable(() -> done.complete(null));
        writer.submit();
        unsubmittedBytes = 0;
        CompletableFuture<Throwable> failure = store.failure().toCompletableFuture();
        CompletableFuture.anyOf(done, failure).join();
        if (failure.isDone()) {
            throw new IOException(
                    "the new store cannot be written: " + failure.join().getMessage(), failure.join());
        }
    }
}
