package io.leveret.store;

/**
 * What the store does and takes, for management and metrics. The figures are read one by one, so they may be some
 * microseconds apart.
 *
 * @param segments journal files in use
 * @param spareSegments journal files that wait to be written
 * @param segmentBytes bytes of both
 * @param groups groups forced since the start
 * @param batches batches in them
 * @param writtenBytes bytes of these groups
 * @param durableLsn end of the journal that is forced
 * @param checkpointLsn position of the newest checkpoint, 0 if there is none
 */
public record StoreFootprint(
        int segments,
        int spareSegments,
        long segmentBytes,
        long groups,
        long batches,
        long writtenBytes,
        long durableLsn,
        long checkpointLsn) {}
