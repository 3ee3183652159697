package io.leveret.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Objects;

/** Lets a test hand records to whoever takes them from the journal, at positions and in segments of its choice. */
public final class RecordFeed {

    private static final int BYTES_MAX = 1 << 20;

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final BatchWriter writer =
            new BatchWriter(new Batches(Runnable::run, () -> true, batches::add), SyncPolicy.ALWAYS);
    private final ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);

    /** Whose records are fed. */
    public JournalWriter writer() {
        return writer;
    }

    /** Whose records are fed, too. */
    public MoveWriter moveWriter() {
        return writer;
    }

    /** A segment that begins there. */
    public static Segment segment(long number, long baseLsn, long length) {
        return new Segment(number, baseLsn, length, number, baseLsn, 0);
    }

    /** Feeds what was written since the last time; returns the position behind it. */
    public long feed(Segment segment, long fromLsn, JournalReader.RecordConsumer consumer) throws IOException {
        writer.submit();
        long lsn = fromLsn;
        for (Batch batch = batches.poll(); batch != null; batch = batches.poll()) {
            lsn = feed(batch, segment, lsn, consumer);
        }
        return lsn;
    }

    private long feed(Batch batch, Segment segment, long fromLsn, JournalReader.RecordConsumer consumer)
            throws IOException {
        long lsn = fromLsn;
        var contents = new ArrayDeque<>(batch.contents());
        var bodies = new ArrayDeque<>(batch.bodies());
        var references = new ArrayDeque<>(batch.references());
        RecordView view = new RecordView(buffer);
        int at = 0;
        while (at < batch.length()) {
            int length = Octets.getInt(batch.bytes(), at);
            RecordType type = Objects.requireNonNull(RecordType.of(batch.bytes()[at + RecordLayout.TYPE]));
            byte[] content = {};
            if (type == RecordType.MSG || type == RecordType.MOVE) {
                content = contents.remove();
            } else if (type == RecordType.BODY) {
                StoredBody body = bodies.remove();
                body.standsAt(lsn);
                content = body.message().content();
            } else if (type.refers()) {
                Octets.putLong(
                        batch.bytes(),
                        at + RecordLayout.BODY_LSN,
                        references.remove().lsn());
            }
            int encoded = length - content.length;
            buffer.clear().put(batch.bytes(), at, encoded).put(content);
            view.moveTo(type, 0, lsn, segment);
            consumer.accept(view);
            at += RecordLayout.aligned(encoded);
            lsn += RecordLayout.aligned(length);
        }
        return lsn;
    }
}
