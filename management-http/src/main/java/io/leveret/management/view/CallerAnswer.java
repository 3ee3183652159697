package io.leveret.management.view;

import org.jspecify.annotations.Nullable;

/**
 * Whether somebody with a password is let in.
 *
 * @param caller who that is; null if not let in
 * @param delayMs by how many milliseconds the answer to whoever is not must be late
 */
public record CallerAnswer(Outcome outcome, @Nullable Caller caller, int delayMs) {

    /** Let in, or why not. */
    public enum Outcome {
        ADMITTED,
        /** No such user, or another password. */
        REFUSED,
        /** It is only the address that is not right. */
        LOOPBACK_ONLY,
        /** Not looked at: too many from that address have just failed. */
        TOO_MANY_FAILURES
    }

    /** Let in. */
    public static CallerAnswer admitted(Caller caller) {
        return new CallerAnswer(Outcome.ADMITTED, caller, 0);
    }

    /** Not let in. */
    public static CallerAnswer refused(Outcome outcome, int delayMs) {
        return new CallerAnswer(outcome, null, delayMs);
    }
}
