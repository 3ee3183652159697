package io.leveret.store.index;

/**
 * What one segment holds.
 *
 * @param number of the segment
 * @param liveBytes about how many octets it would take to move what is held of it, each entry with a body of its own
 * @param referredTo whether entries in the segment behind it refer to bodies here
 * @param mayShare whether several entries may have one body
 */
public record SegmentUse(long number, long liveBytes, boolean referredTo, boolean mayShare) {}
