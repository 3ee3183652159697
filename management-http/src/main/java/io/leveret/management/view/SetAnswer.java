package io.leveret.management.view;

/**
 * What came of setting something.
 *
 * @param reason what is wrong with it; empty unless it is invalid
 */
public record SetAnswer(Outcome outcome, String reason) {

    /** What it may come to. */
    public enum Outcome {
        CREATED,
        CHANGED,
        INVALID,
        NO_SUCH_VHOST
    }

    public boolean isMade() {
        return outcome == Outcome.CREATED || outcome == Outcome.CHANGED;
    }

    /** It is there, and whether it was not there before. */
    public static SetAnswer made(boolean isNew) {
        return new SetAnswer(isNew ? Outcome.CREATED : Outcome.CHANGED, "");
    }

    /** It is none, and why. */
    public static SetAnswer invalid(String reason) {
        return new SetAnswer(Outcome.INVALID, reason);
    }

    /** There is no such virtual host. */
    public static SetAnswer noSuchVhost() {
        return new SetAnswer(Outcome.NO_SUCH_VHOST, "");
    }
}
