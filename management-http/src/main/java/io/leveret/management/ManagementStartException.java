package io.leveret.management;

/** The HTTP API cannot listen. The message is one line for a person. */
public final class ManagementStartException extends Exception {

    private static final long serialVersionUID = 1L;

    ManagementStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
