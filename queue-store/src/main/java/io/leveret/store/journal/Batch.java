package io.leveret.store.journal;

import static io.leveret.store.journal.RecordLayout.aligned;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of one owner on their way to the committer. All but contents are encoded as they will stand in the journal;
 * contents, which never change, are only referred to until the committer copies them. Checksums and the positions of
 * bodies are left open.
 *
 * <p>Owner: the writer's thread until {@link JournalWriter#submit}, then the committer, then the writer again.
 */
final class Batch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final int BYTES_MIN = 4 << 10;
    /** A buffer that one large batch has grown is not kept for the small ones after it. */
    private static final int BYTES_KEPT_MAX = 1 << 20;

    private static final int REFERENCES_KEPT_MAX = 16 << 10;

    private final Batches batches;
    private byte[] bytes = new byte[BYTES_MIN];
    private int length;
    private long journalBytes;
    private boolean urgent;
    /** What the strictest of its records asks for; null without records. */
    private @Nullable SyncPolicy sync;

    /** Of the MSG and MOVE records, in their order. */
    private ArrayList<byte[]> contents = new ArrayList<>();
    /** Of the BODY records, in their order. */
    private final ArrayList<StoredBody> bodies = new ArrayList<>();
    /** Of the ENQ records, in their order. */
    private final ArrayList<StoredBody> references = new ArrayList<>();

    private final ArrayList<Runnable> callbacks = new ArrayList<>();

    Batch(Batches batches) {
        this.batches = batches;
    }

    /**
     * Makes room for a record and writes its header.
     *
     * @param recordLength octets in the journal
     * @param encodedLength octets of them that stand in the batch: all but the content
     * @return where the record begins in {@link #bytes}
     */
    int append(RecordType type, int recordLength, int encodedLength) {
        int at = length;
        int end = at + aligned(encodedLength);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        // The buffer is used again and again: no octet of an earlier batch may show through.
        Arrays.fill(bytes, at, at + RecordLayout.HEADER_BYTES, (byte) 0);
        Arrays.fill(bytes, at + encodedLength, end, (byte) 0);
        Octets.putInt(bytes, at, recordLength);
        bytes[at + RecordLayout.TYPE] = type.code();
        length = end;
        journalBytes += aligned((long) recordLength);
        return at;
    }

    /** Makes the last record longer by some octets; returns where they begin. */
    int extendLast(int at, int octets) {
        assert octets % RecordLayout.ALIGNMENT == 0 && length % RecordLayout.ALIGNMENT == 0;
        int from = length;
        if (from + octets > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(from + octets, bytes.length * 2));
        }
        length += octets;
        journalBytes += octets;
        Octets.putInt(bytes, at, Octets.getInt(bytes, at) + octets);
        return from;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** What the records take in the journal. */
    long journalBytes() {
        return journalBytes;
    }

    List<byte[]> contents() {
        return contents;
    }

    List<StoredBody> bodies() {
        return bodies;
    }

    List<StoredBody> references() {
        return references;
    }

    void whenDurable(Runnable callback) {
        callbacks.add(callback);
        urgent = true;
    }

    boolean hasCallbacks() {
        return !callbacks.isEmpty();
    }

    /** Lets the batch be forced as soon as the disk is free. */
    void hurry() {
        urgent = true;
    }

    boolean isUrgent() {
        return urgent;
    }

    /** A record asks for this durability. */
    void require(SyncPolicy policy) {
        SyncPolicy before = sync;
        sync = before == null ? policy : before.strictest(policy);
    }

    /** What the strictest record asks for, or {@code otherwise} if there is no record. */
    SyncPolicy sync(SyncPolicy otherwise) {
        SyncPolicy required = sync;
        return required == null ? otherwise : required;
    }

    boolean isEmpty() {
        return length == 0 && callbacks.isEmpty();
    }

    /** The batch is as durable as it asked: back to its owner, who runs the callbacks if there are any. */
    void complete() {
        batches.complete(this);
    }

    /** Runs the callbacks; on the owner. */
    @Override
    public void run() {
        for (int i = 0; i < callbacks.size(); i++) {
            try {
                callbacks.get(i).run();
            } catch (RuntimeException | AssertionError e) {
                // The others wait for something else, and must not wait for ever.
                LOG.error("What waited for the disk has failed", e);
            }
        }
        batches.release(this);
    }

    void clear() {
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_MIN];
        }
        if (contents.size() > REFERENCES_KEPT_MAX) {
            contents = new ArrayList<>();
        }
        contents.clear();
        bodies.clear();
        references.clear();
        callbacks.clear();
        length = 0;
        journalBytes = 0;
        urgent = false;
        sync = null;
    }
}
