package io.leveret.store.journal;

/**
 * Where recovery found the journal to end.
 *
 * @param lsn behind the last complete group
 * @param groups how many were read
 * @param tornBytes octets of an incomplete group behind it that were whole records, and are cut off
 */
public record JournalEnd(long lsn, long groups, long tornBytes) {}
