package io.leveret.store;

/**
 * What the index worker knows of the store, as {@link StoreFootprint} has it.
 *
 * @param liveBytes about what of the journal is needed
 * @param heapBytes about what the index takes of the heap
 * @param spilledBytes what of it is in a file instead
 * @param sidecarBytes files that say where messages lie
 * @param oldestSegment number of the first segment in use, 0 if there is none
 */
record IndexFootprint(long liveBytes, long heapBytes, long spilledBytes, long sidecarBytes, long oldestSegment) {

    static final IndexFootprint NONE = new IndexFootprint(0, 0, 0, 0, 0);
}
