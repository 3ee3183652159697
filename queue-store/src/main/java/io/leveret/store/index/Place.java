package io.leveret.store.index;

/**
 * Where an entry lies.
 *
 * @param bytes what it takes with its body, which others may have too
 * @param refersBack whether its body lies in the segment before
 */
record Place(long segment, long bytes, boolean refersBack) {}
