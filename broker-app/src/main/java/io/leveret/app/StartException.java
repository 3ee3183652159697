package io.leveret.app;

/** The process cannot start for a reason that is not a defect. The message is one line for the person who started it. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    StartException(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    /** With the message of another one-line complaint. */
    StartException(ExitStatus status, Exception cause) {
        super(cause.getMessage(), cause);
        this.status = status;
    }

    ExitStatus status() {
        return status;
    }
}
