package io.leveret.broker.stats;

/** Whose counts are added up on each loop. */
public enum Total {
    /** What clients have done on channels. */
    CHANNELS,
    /** What classic queues have done. */
    CLASSIC_QUEUES,
    /** What quorum queues have done. */
    QUORUM_QUEUES
}
