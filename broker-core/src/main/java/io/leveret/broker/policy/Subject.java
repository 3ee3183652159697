package io.leveret.broker.policy;

/** What a policy can be for. */
public enum Subject {
    EXCHANGE,
    CLASSIC_QUEUE,
    QUORUM_QUEUE
}
