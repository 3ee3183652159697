package io.leveret.store.journal;

/**
 * One owner's way into the journal. Records gather in a batch that belongs to the owner; {@link #submit} at the end of
 * the turn hands it to the committer. Nothing here blocks, locks, or touches the disk.
 *
 * <p>A batch reaches the disk whole or not at all. Batches of one owner stand in the journal in the order in which they
 * were submitted; so do those of two owners when the first was submitted before a message about it reached the second.
 *
 * <p>Owner: the thread it was made for, asserted at entry. After the store has failed everything may still be called and
 * has no effect.
 */
public interface JournalWriter {

    /** The transaction of records that belong to none: they count as soon as they are durable. */
    long NO_TX = 0;

    /** Expiry of a message that has none. */
    long NEVER = Long.MAX_VALUE;

    /** Writes a message's bytes once, for {@link #enqueue} by this and other owners. */
    StoredBody body(StoredMessage message);

    /**
     * A message enters a queue, bytes and all.
     *
     * @param queueId from 1 up, never used for another queue again, not even after a restart
     * @param seq position in the queue, from 1 up; never used again in this queue
     * @param txId the transaction whose {@link #commit} makes it count, or {@link #NO_TX}
     * @param enqueuedAtMs wall clock
     * @param expiresAtMs wall clock, or {@link #NEVER}
     */
    void message(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage message);

    /** A message enters a queue; its bytes stand, or will stand, in the journal for several queues. */
    void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredBody body);

    /**
     * A message has left the queue for good, for whatever reason. It must have entered by this writer, or before the
     * store was opened. Lazy: see {@link #whenDurable}.
     */
    void settled(long queueId, long seq, long txId);

    /**
     * Messages of this queue up to {@code upToSeq} may have been delivered, and no others: these come back as redelivered.
     * What was said last counts. Lazy.
     */
    void delivered(long queueId, long upToSeq);

    /** The queue is gone, with all that is in it. Called by its owner, behind everything else about that queue. */
    void queueGone(long queueId);

    /**
     * The records of this transaction count from here on, all of them or, if this is not durable, none. Called when all
     * owners that wrote any have submitted them.
     *
     * @param txId from 1 up, never used again, not even after a restart
     */
    void commit(long txId);

    /** Forgets the records of a transaction. One that is neither committed nor aborted is forgotten at the restart. */
    void abort(long txId);

    /** Sets a key of the catalogue.. */
    void put(byte[] key, byte[] value);

    /** Removes a key of the catalogue, if it is there. */
    void delete(byte[] key);

    /**
     * Runs the callback on the owner's executor once everything appended to this writer so far is forced; never, if the
     * store fails first. Callbacks of a writer run in order. A batch with a callback is forced as soon as the disk is
     * free; one that has none and holds but lazy records may wait some milliseconds for company.
     */
    void whenDurable(Runnable callback);

    /** Whether there is anything for {@link #submit} to hand over. */
    boolean hasUnsubmitted();

    /** Hands what has gathered to the committer; does nothing if that is nothing. */
    void submit();
}
