package io.leveret.store.journal;

/**
 * How far the committer has come.
 *
 * @param durableLsn end of the journal that is forced
 * @param groups groups forced since the start
 * @param batches batches in them
 * @param bytes their bytes
 */
public record CommitProgress(long durableLsn, long groups, long batches, long bytes) {

    CommitProgress plus(long lsn, int newBatches, long newBytes) {
        return new CommitProgress(lsn, groups + 1, batches + newBatches, bytes + newBytes);
    }
}
