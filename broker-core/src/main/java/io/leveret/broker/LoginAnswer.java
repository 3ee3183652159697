package io.leveret.broker;

import org.jspecify.annotations.Nullable;

/**
 * What became of a login.
 *
 * @param user who has logged in; null if it was refused
 * @param delayMs by how many milliseconds whoever was refused must learn of it later: the broker does not wait itself
 */
public record LoginAnswer(Outcome outcome, @Nullable UserInfo user, int delayMs) {

    /** Accepted, or why not. */
    public enum Outcome {
        ACCEPTED,
        /** No such user, or another password. */
        REFUSED,
        /** The password is right, and the user may come from this machine only. */
        LOOPBACK_ONLY,
        /** Not looked at, since too many from that address have just failed. */
        TOO_MANY_FAILURES
    }
}
