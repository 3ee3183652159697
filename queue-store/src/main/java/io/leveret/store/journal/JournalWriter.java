package io.leveret.store.journal;

/**
 * One owner's way into the journal. Records gather in a batch that belongs to the owner; {@link #submit} at the end of
 * the turn hands it to the committer. Nothing here blocks, locks, or touches the disk.
 *
 * <p>Every record asks for a durability, a {@link SyncPolicy}: the store's, or that of {@link #withSync}. A transaction's
 * commit and the catalogue are always forced, and with them all that stands before them.
 *
 * <p>A batch reaches the disk whole or not at all. Batches of one owner stand in the journal in the order in which they
 * were submitted; so do those of two owners when the first was submitted before a message about it reached the second.
 *
 * <p>Owner: the thread it was made for, asserted at entry. After the store has failed everything may still be called and
 * has no effect.
 */
public interface JournalWriter {

    /** The transaction of records that belong to none: they count by themselves. */
    long NO_TX = 0;

    /** Expiry of a message that has none. */
    long NEVER = Long.MAX_VALUE;

    /** Writes a message's bytes once, for {@link #enqueue} by this and other owners. */
    StoredBody body(StoredMessage message);

    /**
     * A message enters a queue, bytes and all. In the journal the entries of a queue stand by rising seq, those of
     * transactions too: whoever gives out positions writes them in that order.
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
     * store was opened, and not have been settled before. Lazy: see {@link #whenDurable}.
     *
     * @param bodyBytes octets of the message's body proper, without properties and annex
     */
    void settled(long queueId, long seq, long txId, long bodyBytes);

    /**
     * All messages of a range that have not left the queue have now; there may be positions in it that no message of the
     * journal has. Lazy.
     *
     * @param count of positions, from 1 up
     * @param bodyBytes octets of the bodies of those messages. Of several ranges that are settled one after the other,
     *     one may have the bytes of all: what counts is the sum for the queue
     */
    void settledRange(long queueId, long firstSeq, long count, long bodyBytes, long txId);

    /**
     * Messages of this queue up to {@code upToSeq} may have been delivered, and no others: these come back as redelivered.
     * What was said last counts. Lazy.
     */
    void delivered(long queueId, long upToSeq);

    /**
     * A message has come back to the queue for the so-manieth time. What was said last counts, until it is settled. Lazy.
     *
     * @param times from 1 up
     */
    void returned(long queueId, long seq, int times);

    /**
     * From here on messages of this queue that are settled stay readable for {@link
     * io.leveret.store.BacklogReader#readRetained}, the oldest going first, as long as both bounds hold. What was said last
     * counts; 0 for either keeps nothing, and lets go of what was kept.
     *
     * @param maxAgeMs since they were written, or {@link Long#MAX_VALUE}. Never shorter; longer by up to the time it takes to
     *     fill a segment
     * @param maxBytes octets of the journal, or {@link Long#MAX_VALUE}. Exact to a message if messages are of one length; else
     *     messages count as the average of their queue and segment
     */
    void retain(long queueId, long maxAgeMs, long maxBytes);

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

    /** Sets a key of the catalogue. */
    void put(byte[] key, byte[] value);

    /** Removes a key of the catalogue, if it is there. */
    void delete(byte[] key);

    /**
     * The same way into the journal, into the same batch, whose records ask for another durability. What
     * {@link #whenDurable} and {@link #submit} do is the same through either.
     */
    JournalWriter withSync(SyncPolicy policy);

    /**
     * Runs the callback on the owner's executor once everything appended to this writer so far is as durable as it asked
     * for; never, if the store fails first. Without records since the last {@link #submit} the store's own policy
     * decides, and all that was written before has it too. Callbacks of a writer run in order. A batch with a callback is written as soon as the disk is
     * free; one that has none and holds but lazy records may wait some milliseconds for company.
     */
    void whenDurable(Runnable callback);

    /** Whether there is anything for {@link #submit} to hand over. */
    boolean hasUnsubmitted();

    /** Hands what has gathered to the committer; does nothing if that is nothing. */
    void submit();
}
