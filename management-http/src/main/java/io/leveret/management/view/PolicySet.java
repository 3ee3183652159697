package io.leveret.management.view;

/**
 * What came of setting a policy.
 *
 * @param reason what is wrong with it; empty unless it is invalid
 */
public record PolicySet(Outcome outcome, String reason) {

    /** What it may come to. */
    public enum Outcome {
        CREATED,
        CHANGED,
        INVALID,
        NO_SUCH_VHOST
    }
}
