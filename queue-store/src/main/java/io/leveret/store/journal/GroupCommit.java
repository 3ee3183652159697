package io.leveret.store.journal;

import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches as one group: finds out how long it will be, walks their records, and lets every entry refer to where
 * its body stands. A body that is too far back to be referred to, or was never written, is written again first. Owner:
 * the committer.
 */
final class GroupCommit {

    private final GroupWriter journal;
    /** For bodies that are written again. */
    private final Batch again = new Batch(new Batches(Runnable::run, () -> true, batch -> {}));

    private long plan;

    GroupCommit(GroupWriter journal) {
        this.journal = journal;
    }

    /**
     * Returns when the batches are written, and on the device if {@code force}.
     *
     * @return the bytes that were written, 0 if the batches hold no record
     */
    long write(List<Batch> batches, boolean force) throws IOException {
        long oldestBodyLsn = journal.oldestBodyLsn();
        long recordBytes = plan(batches, oldestBodyLsn);
        if (recordBytes == 0) {
            if (force) {
                journal.force();
            }
            return 0;
        }
        if (!journal.hasRoomFor(recordBytes)) {
            oldestBodyLsn = journal.oldestBodyLsnInNext();
            journal.beginSegment(plan(batches, oldestBodyLsn));
        }
        long from = journal.position();
        journal.beginGroup();
        for (int i = 0; i < batches.size(); i++) {
            write(batches.get(i), oldestBodyLsn);
        }
        journal.endGroup();
        if (force) {
            journal.force();
        }
        return journal.position() - from;
    }

    /** The bytes of all records, with those of bodies that must be written again. */
    private long plan(List<Batch> batches, long oldestBodyLsn) {
        plan++;
        long bytes = 0;
        for (int i = 0; i < batches.size(); i++) {
            Batch batch = batches.get(i);
            bytes += batch.journalBytes();
            for (StoredBody body : batch.bodies()) {
                body.planned(plan);
            }
            for (StoredBody body : batch.references()) {
                if (body.lsn() < oldestBodyLsn && body.planned(plan)) {
                    bytes += RecordEncoder.bodyBytes(body.message());
                }
            }
        }
        return bytes;
    }

    private void write(Batch batch, long oldestBodyLsn) throws IOException {
        byte[] bytes = batch.bytes();
        int contents = 0;
        int bodies = 0;
        int references = 0;
        int at = 0;
        while (at < batch.length()) {
            byte[] content = null;
            StoredBody body = null;
            switch (type(bytes, at)) {
                case MSG, MOVE -> content = batch.contents().get(contents++);
                case BODY -> {
                    body = batch.bodies().get(bodies++);
                    content = body.message().content();
                }
                case ENQ, MOVE_ENQ -> refer(bytes, at, batch.references().get(references++), oldestBodyLsn);
                case ACK,
                        DELIVERED,
                        RETURNED,
                        RETAIN,
                        QUEUE_GONE,
                        TX_COMMIT,
                        TX_ABORT,
                        META_PUT,
                        META_DELETE,
                        GROUP_END -> {}
            }
            at += append(bytes, at, content, body);
        }
    }

    private void refer(byte[] bytes, int at, StoredBody body, long oldestBodyLsn) throws IOException {
        if (body.lsn() < oldestBodyLsn) {
            again.clear();
            RecordEncoder.body(again, body);
            append(again.bytes(), 0, body.message().content(), body);
        }
        Octets.putLong(bytes, at + RecordLayout.BODY_LSN, body.lsn());
    }

    private int append(byte[] bytes, int at, byte @Nullable [] content, @Nullable StoredBody body) throws IOException {
        int encodedLength = Octets.getInt(bytes, at) - (content == null ? 0 : content.length);
        long lsn = journal.append(bytes, at, encodedLength, content);
        if (body != null) {
            body.standsAt(lsn);
        }
        return RecordLayout.aligned(encodedLength);
    }

    private static RecordType type(byte[] bytes, int at) throws StoreException {
        RecordType type = RecordType.of(bytes[at + RecordLayout.TYPE]);
        if (type == null) {
            throw new StoreException("a batch holds a record of no known type");
        }
        return type;
    }
}
