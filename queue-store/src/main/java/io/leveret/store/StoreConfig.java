package io.leveret.store;

/**
 * Sizes and times of a store.
 *
 * @param segmentBytes length of a journal file, from 16 KiB, a multiple of 4 KiB; another one than at the last start is fine
 * @param checkpointBytes journal after which a new checkpoint is written; bounds the journal that a start reads
 * @param groupBytesMax bytes after which the committer stops gathering batches for one force; a larger batch still
 *     makes one group
 * @param lazyMsMax how long a batch of nothing but acknowledgements may wait for another to share a force with
 * @param lazyBytesMax bytes of such batches that end the wait
 * @param sparesMax journal files kept ready to be written again; further ones are deleted
 */
public record StoreConfig(
        int segmentBytes, long checkpointBytes, int groupBytesMax, int lazyMsMax, int lazyBytesMax, int sparesMax) {

    public static final int SEGMENT_BYTES_MIN = 16 << 10;
    private static final int BLOCK_BYTES = 4 << 10;

    public StoreConfig {
        if (segmentBytes < SEGMENT_BYTES_MIN || segmentBytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("segmentBytes " + segmentBytes + " (expected: >= " + SEGMENT_BYTES_MIN
                    + ", a multiple of " + BLOCK_BYTES + ")");
        }
        if (checkpointBytes < 1 || groupBytesMax < 1 || lazyMsMax < 0 || lazyBytesMax < 0 || sparesMax < 0) {
            throw new IllegalArgumentException("negative size or time");
        }
    }

    /** Segments of 64 MiB, a checkpoint each 256 MiB, acknowledgements forced within 50 ms. */
    public static StoreConfig defaults() {
        return new StoreConfig(64 << 20, 256L << 20, 8 << 20, 50, 256 << 10, 4);
    }

    public StoreConfig withSegmentBytes(int bytes) {
        return new StoreConfig(bytes, checkpointBytes, groupBytesMax, lazyMsMax, lazyBytesMax, sparesMax);
    }

    public StoreConfig withCheckpointBytes(long bytes) {
        return new StoreConfig(segmentBytes, bytes, groupBytesMax, lazyMsMax, lazyBytesMax, sparesMax);
    }

    public StoreConfig withLazyMsMax(int ms) {
        return new StoreConfig(segmentBytes, checkpointBytes, groupBytesMax, ms, lazyBytesMax, sparesMax);
    }
}
