package io.leveret.store.journal;

/**
 * Where recovery found the journal to end.
 *
 * @param lsn behind the last complete group
 * @param forcedLsn what lies before this is known to have been forced
 * @param groups how many were read
 * @param records how many records they have
 * @param tornBytes octets of an incomplete group behind it that were whole records, and are cut off
 * @param file the file in which it ends; empty if there is none
 * @param offset where in that file
 */
public record JournalEnd(
        long lsn, long forcedLsn, long groups, long records, long tornBytes, String file, long offset) {}
