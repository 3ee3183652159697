package io.leveret.app.tool;

/** What was asked is not done. The message is for a person; it may have several lines. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final Status status;
    private final String text;

    private Refusal(Status status, boolean headed, String message) {
        super(message, null, false, false);
        this.status = status;
        this.text = headed ? "Error:\n" + message : message;
    }

    /** Said below a line of its own, {@code Error:}. */
    public static Refusal error(Status status, String message) {
        return new Refusal(status, true, message);
    }

    /** Said as it is. */
    public static Refusal plain(Status status, String message) {
        return new Refusal(status, false, message);
    }

    Status status() {
        return status;
    }

    String text() {
        return text;
    }
}
