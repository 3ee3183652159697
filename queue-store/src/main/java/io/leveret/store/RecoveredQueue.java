package io.leveret.store;

import java.util.List;

/**
 * A queue that has had messages in the journal. One whose identity the catalogue does not know was on its way out: write
 * {@code queueGone} for it.
 *
 * @param queueId as given by the broker
 * @param seqMax the highest position that was ever used in it; new messages continue above
 * @param deliveredUpTo messages up to this position may have been delivered
 * @param messages what waits in it, by rising position; unmodifiable
 */
public record RecoveredQueue(long queueId, long seqMax, long deliveredUpTo, List<RecoveredMessage> messages) {}
