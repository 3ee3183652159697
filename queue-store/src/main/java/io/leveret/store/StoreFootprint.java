package io.leveret.store;

/**
 * What the store does and takes, for management and metrics. The figures are read one by one, so they may be some
 * microseconds apart.
 *
 * @param segments journal files in use
 * @param spareSegments journal files that wait to be written
 * @param segmentBytes bytes of both
 * @param groups groups written since the start
 * @param batches batches in them
 * @param writtenBytes bytes of these groups
 * @param forces how often they were forced
 * @param writtenLsn end of the journal
 * @param durableLsn end of the journal that is forced
 * @param checkpointLsn position of the newest checkpoint, 0 if there is none
 * @param liveBytes about how many bytes of the segments in use are needed; without what others refer to
 * @param indexBytes about what the index takes of the heap
 * @param spilledBytes what of it is in a file instead
 * @param sidecarBytes files that say where messages lie
 * @param oldestSegment number of the first segment in use, 0 if there is none
 */
public record StoreFootprint(
        int segments,
        int spareSegments,
        long segmentBytes,
        long groups,
        long batches,
        long writtenBytes,
        long forces,
        long writtenLsn,
        long durableLsn,
        long checkpointLsn,
        long liveBytes,
        long indexBytes,
        long spilledBytes,
        long sidecarBytes,
        long oldestSegment) {}
