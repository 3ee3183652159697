package io.leveret.store.journal;

/** A {@link JournalWriter} for the store itself, which may move messages within the journal. */
public interface MoveWriter extends JournalWriter {

    /**
     * A message that lives lies here from now on; if it lives no more when this counts, nothing happens.
     *
     * @param fromSegment number of the segment in which its entry lies now
     * @param run what the messages of one run have in common, that move one after the other by rising seq
     */
    void move(
            long queueId,
            long seq,
            long fromSegment,
            int run,
            long enqueuedAtMs,
            long expiresAtMs,
            StoredMessage message);

    /** The same for a message whose bytes others have too. */
    void move(long queueId, long seq, long fromSegment, int run, long enqueuedAtMs, long expiresAtMs, StoredBody body);
}
