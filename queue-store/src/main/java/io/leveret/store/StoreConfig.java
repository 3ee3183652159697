package io.leveret.store;

import io.leveret.store.journal.SyncPolicy;
import java.util.function.Consumer;

/** How a store works. Sizes in bytes, times in milliseconds. Immutable: every {@code with} method returns a changed copy. */
public final class StoreConfig implements Cloneable {

    public static final int SEGMENT_BYTES_MIN = 16 << 10;
    public static final int SYNC_INTERVAL_MS = 100;
    /** For {@link #freeBytesMin}: 50 MB, or an eighth of the device if that is less. */
    public static final long FREE_BYTES_BY_DEVICE = -1;

    private static final int BLOCK_BYTES = 4 << 10;
    private static final long FREE_BYTES_DEFAULT = 50_000_000;
    private static final long FREE_BYTES_LEAST = 9 << 20;
    private static final int FREE_PART = 8;
    /** So many segments a device must have room for, or they are made shorter. */
    private static final int SEGMENTS_ON_DEVICE = 16;

    private static final int FITTED_SEGMENT_BYTES_MIN = 256 << 10;
    private static final long RESERVE_BYTES_MAX = 16 << 20;
    private static final long SEGMENTS_PER_CHECKPOINT = 4;

    private int segmentBytes = 64 << 20;
    private long checkpointBytes = 256L << 20;
    private long checkpointRecords = 1_000_000;
    private int groupBytesMax = 8 << 20;
    private int lazyMsMax = 50;
    private int lazyBytesMax = 256 << 10;
    private int sparesMax = 4;
    private long indexBytesMax = 32 << 20;
    private int readers = 2;
    private SyncPolicy sync = SyncPolicy.ALWAYS;
    private int syncIntervalMs = SYNC_INTERVAL_MS;
    private long freeBytesMin = FREE_BYTES_BY_DEVICE;

    private StoreConfig() {}

    /**
     * Segments of 64 MiB, a checkpoint each 256 MiB or million records, acknowledgements forced within 50 ms, all else
     * before it is told.
     */
    public static StoreConfig defaults() {
        return new StoreConfig();
    }

    /** Length of a journal file, {@link #SEGMENT_BYTES_MIN} at least and a multiple of 4 KiB. */
    public int segmentBytes() {
        return segmentBytes;
    }

    /** A checkpoint is due after so much journal, from 1. */
    public long checkpointBytes() {
        return checkpointBytes;
    }

    /** A checkpoint is due after so many records, from 1. */
    public long checkpointRecords() {
        return checkpointRecords;
    }

    /** A group that has reached this takes no further batch; a batch is never split, so one that is longer makes one group. */
    public int groupBytesMax() {
        return groupBytesMax;
    }

    /** How long a batch of nothing but acknowledgements may wait for another to share a force with. */
    public int lazyMsMax() {
        return lazyMsMax;
    }

    /** Bytes of such batches that end the wait. */
    public int lazyBytesMax() {
        return lazyBytesMax;
    }

    /**
     * Journal files kept ready to be written again, or a twentieth of those in use if that is more; further ones are
     * deleted.
     */
    public int sparesMax() {
        return sparesMax;
    }

    /**
     * About what the index may take of the heap; what is too much goes to a file. Some hundred bytes for each queue stay in
     * any case.
     */
    public long indexBytesMax() {
        return indexBytesMax;
    }

    /** Threads that read messages back, from 1 up. */
    public int readers() {
        return readers;
    }

    /** How sure a record is to outlive the machine when its owner is told, unless the record asks for another. */
    public SyncPolicy sync() {
        return sync;
    }

    /** For {@link SyncPolicy#INTERVAL}: within how long what was told is forced, from 1. */
    public int syncIntervalMs() {
        return syncIntervalMs;
    }

    /**
     * Room on the device below which publishers are to be stopped, or {@link #FREE_BYTES_BY_DEVICE}. No less than what is
     * written until they have stopped: 9 MiB, or an eighth of a device of less than 72 MiB.
     */
    public long freeBytesMin() {
        return freeBytesMin;
    }

    public StoreConfig withSegmentBytes(int bytes) {
        if (bytes < SEGMENT_BYTES_MIN || bytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("segmentBytes " + bytes + " (expected: >= " + SEGMENT_BYTES_MIN
                    + ", a multiple of " + BLOCK_BYTES + ")");
        }
        return with(changed -> changed.segmentBytes = bytes);
    }

    public StoreConfig withCheckpointBytes(long bytes) {
        requireAtLeast("checkpointBytes", bytes, 1);
        return with(changed -> changed.checkpointBytes = bytes);
    }

    public StoreConfig withCheckpointRecords(long count) {
        requireAtLeast("checkpointRecords", count, 1);
        return with(changed -> changed.checkpointRecords = count);
    }

    public StoreConfig withLazyMsMax(int ms) {
        requireAtLeast("lazyMsMax", ms, 0);
        return with(changed -> changed.lazyMsMax = ms);
    }

    public StoreConfig withIndexBytesMax(long bytes) {
        requireAtLeast("indexBytesMax", bytes, 0);
        return with(changed -> changed.indexBytesMax = bytes);
    }

    public StoreConfig withReaders(int threads) {
        requireAtLeast("readers", threads, 1);
        return with(changed -> changed.readers = threads);
    }

    public StoreConfig withSync(SyncPolicy policy) {
        return with(changed -> changed.sync = policy);
    }

    public StoreConfig withSyncIntervalMs(int ms) {
        requireAtLeast("syncIntervalMs", ms, 1);
        return with(changed -> changed.syncIntervalMs = ms);
    }

    public StoreConfig withFreeBytesMin(long bytes) {
        requireAtLeast("freeBytesMin", bytes, FREE_BYTES_BY_DEVICE);
        return with(changed -> changed.freeBytesMin = bytes);
    }

    /**
     * The same for a device of this size: on a small one shorter segments and earlier checkpoints, since a segment comes
     * back as a whole only; and a limit for its room.
     */
    StoreConfig fittedTo(long totalBytes) {
        long part = Math.max(FITTED_SEGMENT_BYTES_MIN, Long.highestOneBit(totalBytes / SEGMENTS_ON_DEVICE));
        int segment = (int) Math.min(segmentBytes, part);
        long free = freeBytesMin == FREE_BYTES_BY_DEVICE ? FREE_BYTES_DEFAULT : freeBytesMin;
        long most = totalBytes / FREE_PART;
        return with(fitted -> {
            if (segment < segmentBytes) {
                fitted.segmentBytes = segment;
                fitted.checkpointBytes = Math.min(checkpointBytes, SEGMENTS_PER_CHECKPOINT * segment);
                fitted.groupBytesMax = Math.min(groupBytesMax, segment);
            }
            fitted.freeBytesMin = Math.max(
                    freeBytesMin == FREE_BYTES_BY_DEVICE ? Math.min(free, most) : free,
                    Math.min(FREE_BYTES_LEAST, most));
        });
    }

    /** Room that is held for a checkpoint. */
    long reserveBytes() {
        return Math.min(RESERVE_BYTES_MAX, 2L * segmentBytes);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + " (expected: >= " + least + ")");
        }
    }

    private StoreConfig with(Consumer<StoreConfig> change) {
        try {
            StoreConfig copy = (StoreConfig) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
