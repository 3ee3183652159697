package io.leveret.store.index;

/**
 * What one segment holds.
 *
 * @param number of the segment
 * @param liveBytes about how many octets it would take to move what is held of it
 * @param referredTo whether entries in the segment behind it refer to bodies here
 */
public record SegmentUse(long number, long liveBytes, boolean referredTo) {}
