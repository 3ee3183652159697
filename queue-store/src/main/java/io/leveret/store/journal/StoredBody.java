package io.leveret.store.journal;

/**
 * A message whose bytes stand in the journal once, for any number of queues to refer to.
 *
 * <p>Made by {@link JournalWriter#body} on one owner and handed to others as part of a message between owners. It may be
 * kept as long as one likes: an entry that refers to bytes which are too far back, or were never written, makes the
 * committer write them again, so a handle needs no counting and no release.
 */
public final class StoredBody {

    static final long NOWHERE = -1;

    private final StoredMessage message;
    /** Where the BODY record begins; owned by the committer thread. */
    private long lsn = NOWHERE;
    /** The group that is to hold it; owned by the committer thread. */
    private long plan;

    /** For {@link JournalWriter#body}. */
    public StoredBody(StoredMessage message) {
        this.message = message;
    }

    /** The message itself. */
    public StoredMessage message() {
        return message;
    }

    long lsn() {
        return lsn;
    }

    void standsAt(long bodyLsn) {
        lsn = bodyLsn;
    }

    /** Counts the body in for this plan; false if it was before. */
    boolean planned(long number) {
        boolean first = plan != number;
        plan = number;
        return first;
    }
}
