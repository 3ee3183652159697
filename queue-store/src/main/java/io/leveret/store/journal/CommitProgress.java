package io.leveret.store.journal;

/**
 * How far the committer has come.
 *
 * @param writtenLsn end of the journal
 * @param durableLsn end of the journal that is forced; the same where everything is
 * @param groups groups written since the start
 * @param batches batches in them
 * @param bytes their bytes
 * @param forces how often they were forced
 */
public record CommitProgress(long writtenLsn, long durableLsn, long groups, long batches, long bytes, long forces) {}
