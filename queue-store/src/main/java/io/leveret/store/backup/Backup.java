package io.leveret.store.backup;

import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.checkpoint.HeldPoint;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Copies a point of a store that is held to another, empty disk, and reads the copy back.
 * The copy is a store like any other: starting on it is restoring it.
 *
 * <p>While it is written a file {@code backup-unfinished} stands beside it, with which no store opens. Its last act is to
 * rename that to {@code backup-finished}. Owner: the thread that wants the backup.
 */
public final class Backup {

    private static final String UNFINISHED = "backup-unfinished";
    /** Stands in a backup that is whole, and means nothing to a start. */
    public static final String FINISHED = "backup-finished";

    private static final int BUFFER_BYTES = 1 << 20;

    private final Disk source;
    private final HeldPoint point;
    private final Disk target;
    private final BooleanSupplier stopped;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<String> written = new ArrayList<>();
    private long bytes;

    private Backup(Disk source, HeldPoint point, Disk target, BooleanSupplier stopped) {
        this.source = source;
        this.point = point;
        this.target = target;
        this.stopped = stopped;
    }

    /**
     * Copies a point and lets go of nothing. What was copied is deleted again when it fails, as far as that is possible.
     *
     * @param stopped whether to give up; asked every megabyte
     * @throws IOException when one of the disks fails, or it was stopped
     */
    public static BackupReport copy(Disk source, HeldPoint point, Disk target, BooleanSupplier stopped)
            throws IOException {
        requireEmpty(target);
        return new Backup(source, point, target, stopped).copy();
    }

    /**
     * Says whether somebody may open a store here.
     *
     * @throws StoreException when it is a backup that was never finished
     */
    public static void requireFinished(Disk disk) throws IOException {
        if (disk.list().contains(UNFINISHED)) {
            throw new StoreException(UNFINISHED + ": this is a backup that was not finished");
        }
    }

    /**
     * Says whether a backup may be written here.
     *
     * @throws StoreException when there are files
     */
    public static void requireEmpty(Disk target) throws IOException {
        if (!target.list().isEmpty()) {
            throw new StoreException(
                    "the backup's directory holds " + target.list().get(0) + " (expected: nothing)");
        }
    }

    private BackupReport copy() throws IOException {
        requireRoom();
        boolean finished = false;
        try {
            mark();
            target.forceNames();
            for (HeldPoint.Part part : point.parts()) {
                copy(part.segment().fileName(), part.bytes());
            }
            String checkpoint = point.checkpoint();
            if (checkpoint != null) {
                copy(checkpoint, Long.MAX_VALUE);
            }
            List<String> damage = check();
            target.forceNames();
            target.rename(UNFINISHED, FINISHED);
            target.forceNames();
            finished = true;
            return new BackupReport(point.lsn(), written.size(), bytes, damage);
        } finally {
            if (!finished) {
                deleteAll();
            }
        }
    }

    /** Better than to fill a disk that others need, and to give up then. */
    private void requireRoom() throws IOException {
        long needed = 0;
        for (HeldPoint.Part part : point.parts()) {
            needed += part.bytes();
        }
        String checkpoint = point.checkpoint();
        if (checkpoint != null) {
            try (DiskFile file = source.open(checkpoint, Disk.Mode.READ)) {
                needed += file.size();
            }
        }
        long usable = target.usableBytes();
        if (usable < needed) {
            throw new IOException("the backup takes " + needed + " bytes, and the disk has room for " + usable);
        }
    }

    private void mark() throws IOException {
        try (DiskFile file = target.open(UNFINISHED, Disk.Mode.CREATE)) {
            String text = "the store up to position " + point.lsn() + "\n";
            file.writeAt(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            file.force();
        }
    }

    private void copy(String name, long bytesMax) throws IOException {
        written.add(name);
        try (DiskFile from = source.open(name, Disk.Mode.READ);
                DiskFile to = target.open(name, Disk.Mode.CREATE)) {
            // A file may be shorter than its part of the journal: what is missing are zeros there as here.
            long length = Math.min(bytesMax, from.size());
            for (long at = 0; at < length; at += buffer.limit()) {
                if (stopped.getAsBoolean()) {
                    throw new IOException("the store is being closed");
                }
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
                if (from.readAt(at, buffer) < buffer.limit()) {
                    throw new IOException(name + " has become shorter while it was read");
                }
                to.writeAt(at, buffer.flip());
            }
            to.force();
            bytes += length;
        }
    }

    /** Reads what was copied as a start would, and the rest of the journal besides. */
    private List<String> check() throws IOException {
        SegmentTable table = SegmentTable.read(target);
        if (new Checkpoints(target).newest().lsn() != point.lsn()) {
            throw new IOException(point.checkpoint() + ": the checkpoint is damaged");
        }
        List<String> damage = new ArrayList<>();
        try (JournalReader reader = new JournalReader(target, table)) {
            for (HeldPoint.Part part : point.parts()) {
                check(part, reader, damage::add);
            }
        }
        return damage;
    }

    private static void check(HeldPoint.Part part, JournalReader reader, Consumer<String> damage) throws IOException {
        Segment segment = part.segment();
        long lsn = segment.dataLsn();
        while (lsn < part.endLsn()) {
            long end = reader.group(segment, lsn, record -> {});
            if (end == JournalReader.BAD) {
                long next = reader.nextGroup(segment, lsn, Long.MIN_VALUE);
                // Without a successor nobody knows where its groups end.
                if (next == JournalReader.BAD && part.endLsn() == segment.endLsn()) {
                    return;
                }
                end = next == JournalReader.BAD ? part.endLsn() : next;
                damage.accept(segment.fileName() + " at offset " + (lsn - segment.baseLsn()) + ": " + (end - lsn)
                        + " octets are damaged, and were copied as they are");
            }
            lsn = end;
        }
    }

    private void deleteAll() {
        try {
            if (target.list().contains(FINISHED)) {
                // It has failed in forcing that name.
                target.rename(FINISHED, UNFINISHED);
            }
            for (String name : target.list()) {
                if (written.contains(name)) {
                    target.delete(name);
                }
            }
            // The mark outlives what it marks, in a crash too.
            target.forceNames();
            target.delete(UNFINISHED);
        } catch (IOException e) {
            // The mark tells what this is, and why it failed is on its way to the caller.
        }
    }
}
