package io.leveret.store;

import io.leveret.store.seq.SeqCounts;
import io.leveret.store.seq.SeqSet;

/**
 * A queue that has had messages in the journal. One whose identity the catalogue does not know was on its way out: write
 * {@code queueGone} for it.
 *
 * @param queueId as given by the broker, see {@link QueueId}
 * @param seqMax the highest position that was ever used in it; new messages continue above
 * @param deliveredUpTo messages up to this position may have been delivered
 * @param live the positions of what waits in it; a copy, which belongs to who gets it
 * @param liveBytes octets of their bodies, without properties and annexes
 * @param returns how often each of them has come back; a copy, too
 * @param retainedAgeMsMax how long what is settled stays for replay; 0 if it does not
 * @param retainedBytesMax how much of it; 0 if it does not
 */
public record RecoveredQueue(
        long queueId,
        long seqMax,
        long deliveredUpTo,
        SeqSet live,
        long liveBytes,
        SeqCounts returns,
        long retainedAgeMsMax,
        long retainedBytesMax) {

    /** Whether what is settled stays, within these bounds. */
    public boolean isRetaining() {
        return retainedAgeMsMax > 0;
    }
}
